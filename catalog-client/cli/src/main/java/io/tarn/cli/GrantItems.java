package io.tarn.cli;

import com.google.rpc.Status;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Grants that are asked for in one command, each of which may be refused by itself. */
record GrantItems(List<Permission> permissions) {
    /** Each privilege for each principal. */
    static GrantItems of(
            Permission.Builder draft, List<String> privileges, Resource resource, List<String> principals) {
        List<Permission> all = new ArrayList<>();
        for (String principal : principals) {
            for (String privilege : privileges) {
                all.add(draft.setResource(resource)
                        .setAccess(privilege.toUpperCase(Locale.ROOT))
                        .setPrincipal(principal)
                        .build());
            }
        }
        return new GrantItems(all);
    }

    /**
     * Says what came of each.
     *
     * @return of what was refused, the code when there is but one item, else 1
     */
    int report(Cli cli, String action, List<Status> results) {
        int code = Exit.OK;
        int refused = 0;
        String preposition = action.equals("granted") ? " to " : " from ";
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (results.get(i).getCode() == 0) {
                cli.output()
                        .note(action + " " + ResourceText.text(permission) + preposition + permission.getPrincipal());
            } else {
                Failure failure = Failure.of(results.get(i));
                cli.terminal().err().println(failure.line());
                refused++;
                code = permissions.size() == 1 ? failure.code() : Exit.DIFFERENT;
            }
        }
        if (cli.output().isJson()) {
            cli.output()
                    .json(Yaml.object()
                            .put("action", action)
                            .put("done", permissions.size() - refused)
                            .put("refused", refused));
        }
        return code;
    }
}
