package io.tarn.client.manage;

import java.util.List;

/**
 * A part of a list of principals.
 *
 * @param nextToken asks for the part behind this one; empty when the list ends here
 */
public record PrincipalPage(List<Principal> principals, String nextToken) {
    public PrincipalPage {
        principals = List.copyOf(principals);
    }
}
