package io.tarn.auth.outside;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Securable;
import java.util.List;
import java.util.Set;

/** An authorizer whose policies are kept elsewhere. */
public interface OutsideAuthorizer extends Authorizer, AutoCloseable {
    /**
     * What it says of the columns of a table; of those that are in neither set it says nothing.
     *
     * @param allowed may be read
     * @param denied may not, whoever else allows it
     */
    record Columns(Set<String> allowed, Set<String> denied) {
        public Columns {
            allowed = Set.copyOf(allowed);
            denied = Set.copyOf(denied);
        }
    }

    /**
     * How it is.
     *
     * @param able whether it decides at the moment
     * @param state for people: what it decides by, or why it does not
     * @param version of what it decides by; negative when there is nothing
     * @param age seconds since it was known that this is the newest; negative when there is nothing
     * @param lastError what went wrong last; empty when nothing has since all went well
     */
    record Health(boolean able, String state, long version, long age, String lastError) {}

    /**
     * A policy that it has to keep and cannot.
     *
     * @param policy for people
     * @param effect what comes of it
     */
    record Problem(String policy, String reason, String effect) {}

    /** @throws RuntimeException when it cannot be told at the moment */
    Columns columns(Caller caller, Securable table, List<String> names);

    Health health();

    List<Problem> problems();

    /**
     * Gets a grant ready to be made where its policies are. Nothing is changed before {@link OutsideGrant.Prepared#make}.
     *
     * @throws OutsideGrantException when it cannot be said there
     */
    default OutsideGrant.Prepared prepare(OutsideGrant grant) throws OutsideGrantException {
        throw new OutsideGrantException(OutsideGrantException.Kind.REFUSED, "No grants are forwarded there");
    }

    /** Where its policies are made, for people who tried it here. */
    String whereToGrant();

    @Override
    void close();
}
