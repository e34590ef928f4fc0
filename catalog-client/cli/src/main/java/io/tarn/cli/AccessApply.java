package io.tarn.cli;

import com.google.rpc.Status;
import io.tarn.cli.AccessChange.AddMember;
import io.tarn.cli.AccessChange.CreatePrincipal;
import io.tarn.cli.AccessChange.DropPolicy;
import io.tarn.cli.AccessChange.DropPrincipal;
import io.tarn.cli.AccessChange.Enable;
import io.tarn.cli.AccessChange.PutGrant;
import io.tarn.cli.AccessChange.PutPolicy;
import io.tarn.cli.AccessChange.RemoveMember;
import io.tarn.cli.AccessChange.Revoke;
import io.tarn.cli.AccessChange.Trust;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.DropPolicyRequest;
import io.tarn.proto.v1.GrantRequest;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.proto.v1.RevokeRequest;
import java.util.List;

/** Does the steps of a plan. What was done stays done: the next run goes on where this one ended. */
final class AccessApply {
    /** As many as the server takes in one request. */
    private static final int AT_ONCE = 1_000;

    private static final int TOLD_EVERY = 50;

    private final Cli cli;
    private int done;
    private int refused;

    AccessApply(Cli cli) {
        this.cli = cli;
    }

    int done() {
        return done;
    }

    /** Grants that the server did not take, each of which was told. */
    int refused() {
        return refused;
    }

    void run(List<AccessChange> changes) {
        int at = 0;
        int told = 0;
        while (at < changes.size() && refused == 0) {
            int end = batch(changes, at);
            List<AccessChange> together = changes.subList(at, end);
            if (changes.get(at) instanceof PutGrant first) {
                tell(together, grant(first.catalog(), together));
            } else if (changes.get(at) instanceof Revoke first) {
                tell(together, revoke(first.catalog(), together));
            } else {
                run(changes.get(at));
                done++;
            }
            at = end;
            if (done / TOLD_EVERY > told) {
                told = done / TOLD_EVERY;
                cli.output().note("... " + done + " of " + changes.size() + " changes made");
            }
        }
    }

    /** Where the changes end that go into one request with this one. */
    private static int batch(List<AccessChange> changes, int at) {
        int end = at + 1;
        while (end < changes.size() && end - at < AT_ONCE && together(changes.get(at), changes.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean together(AccessChange one, AccessChange other) {
        if (one instanceof PutGrant put) {
            return other instanceof PutGrant next && put.catalog().equals(next.catalog());
        }
        return one instanceof Revoke revoke
                && other instanceof Revoke next
                && revoke.catalog().equals(next.catalog());
    }

    private List<Status> grant(String catalog, List<AccessChange> changes) {
        return cli.service(AccessServiceGrpc::newBlockingStub)
                .grant(GrantRequest.newBuilder()
                        .setCatalog(catalog)
                        .addAllPermissions(changes.stream()
                                .map(change -> ((PutGrant) change).permission())
                                .toList())
                        .build())
                .getResultsList();
    }

    private List<Status> revoke(String catalog, List<AccessChange> changes) {
        return cli.service(AccessServiceGrpc::newBlockingStub)
                .revoke(RevokeRequest.newBuilder()
                        .setCatalog(catalog)
                        .addAllPermissions(changes.stream()
                                .map(change -> ((Revoke) change).permission())
                                .toList())
                        .build())
                .getResultsList();
    }

    private void tell(List<AccessChange> changes, List<Status> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).getCode() == 0) {
                done++;
            } else {
                refused++;
                cli.terminal()
                        .err()
                        .println(Column.printable(
                                changes.get(i).sign() + " " + changes.get(i).text()));
                cli.terminal().err().println(Failure.of(results.get(i)).line());
            }
        }
    }

    private void run(AccessChange change) {
        if (change instanceof CreatePrincipal create) {
            cli.management().create(create.label());
        } else if (change instanceof DropPrincipal drop) {
            cli.management().drop(drop.label(), false);
        } else if (change instanceof Enable enable) {
            cli.management().enable(enable.label(), enable.enabled(), false);
        } else if (change instanceof Trust trust) {
            cli.management().trust(trust.label(), trust.enforces());
        } else if (change instanceof AddMember add) {
            cli.management().addMember(add.group(), add.member());
        } else if (change instanceof RemoveMember remove) {
            cli.management().removeMember(remove.group(), remove.member(), false);
        } else if (change instanceof PutPolicy put) {
            put(put);
        } else if (change instanceof DropPolicy drop) {
            drop(drop);
        } else {
            throw new IllegalStateException("grants go together: " + change);
        }
    }

    /** One that takes the place of another does so in one moment. */
    private void put(PutPolicy policy) {
        cli.service(PolicyServiceGrpc::newBlockingStub)
                .createPolicy(CreatePolicyRequest.newBuilder()
                        .setCatalog(policy.catalog())
                        .setTable(new ObjectPath(
                                        policy.key().database(), policy.key().table())
                                .table())
                        .setPrincipal(policy.key().principal())
                        .setColumn(policy.key().column())
                        .setSql(policy.sql())
                        .setReplace(true)
                        .build());
    }

    private void drop(DropPolicy policy) {
        cli.service(PolicyServiceGrpc::newBlockingStub)
                .dropPolicy(DropPolicyRequest.newBuilder()
                        .setCatalog(policy.catalog())
                        .setTable(new ObjectPath(
                                        policy.key().database(), policy.key().table())
                                .table())
                        .setPrincipal(policy.key().principal())
                        .setColumn(policy.key().column())
                        .build());
    }
}
