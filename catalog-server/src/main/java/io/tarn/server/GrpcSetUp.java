package io.tarn.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.server.config.Config;
import io.tarn.server.grpc.AccessRpcs;
import io.tarn.server.grpc.AuditRpcs;
import io.tarn.server.grpc.BranchRpcs;
import io.tarn.server.grpc.CatalogRpcs;
import io.tarn.server.grpc.DatabaseRpcs;
import io.tarn.server.grpc.FeedRpcs;
import io.tarn.server.grpc.FunctionRpcs;
import io.tarn.server.grpc.GrpcServer;
import io.tarn.server.grpc.PartitionRpcs;
import io.tarn.server.grpc.PolicyRpcs;
import io.tarn.server.grpc.RpcGroup;
import io.tarn.server.grpc.SchemaRpcs;
import io.tarn.server.grpc.SnapshotRpcs;
import io.tarn.server.grpc.TableHealthRpcs;
import io.tarn.server.grpc.TableRpcs;
import io.tarn.server.grpc.TagRpcs;
import io.tarn.server.grpc.ViewRpcs;
import io.tarn.server.http.Admission;
import io.tarn.server.manage.AccessRoutes;
import io.tarn.server.manage.PolicyRoutes;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.audit.VerifyTrail;
import io.tarn.server.paimon.BranchRoutes;
import io.tarn.server.paimon.FunctionRoutes;
import io.tarn.server.paimon.PartitionRoutes;
import io.tarn.server.paimon.SnapshotJson;
import io.tarn.server.paimon.TableRoutes;
import io.tarn.server.paimon.TagRoutes;
import io.tarn.server.paimon.ViewRoutes;
import io.tarn.server.tls.ServerTls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** gRPC, wired by hand to the same operations as the protocols over HTTP. */
final class GrpcSetUp {
    private final Catalogs catalogs;
    private final PaimonSetUp paimon;
    private final PolicySetUp policy;
    private final AuditSetUp audit;
    private final VerifyTrail verify;
    private final FeedSetUp feed;

    GrpcSetUp(
            Catalogs catalogs,
            PaimonSetUp paimon,
            PolicySetUp policy,
            AuditSetUp audit,
            VerifyTrail verify,
            FeedSetUp feed) {
        this.catalogs = catalogs;
        this.paimon = paimon;
        this.policy = policy;
        this.audit = audit;
        this.verify = verify;
        this.feed = feed;
    }

    /**
     * @return empty when the configuration wants none
     * @throws IOException when the address is taken
     */
    Optional<GrpcServer> start(
            Config.Grpc settings,
            Optional<ServerTls> tls,
            LoginSetUp logins,
            Admission admission,
            MeterRegistry metrics)
            throws IOException {
        if (!settings.enabled()) {
            return Optional.empty();
        }
        GrpcServer server = new GrpcServer(
                new GrpcServer.Settings(
                        settings.host(),
                        settings.port(),
                        settings.maxMessageBytes(),
                        Duration.ofSeconds(settings.keepAliveSeconds()),
                        Duration.ofSeconds(settings.leastPingSeconds()),
                        Duration.ofSeconds(settings.idleSeconds()),
                        settings.callsPerConnection(),
                        settings.reflection(),
                        TlsSetUp.ofGrpc(tls, settings.tls()),
                        logins.proxies()),
                groups(),
                logins.callers(),
                admission,
                metrics);
        return Optional.of(server.start());
    }

    private List<RpcGroup> groups() {
        return List.of(
                new CatalogRpcs(catalogs, paimon.access(), policy.guard()),
                new DatabaseRpcs(catalogs, paimon.databaseOperations()),
                tables(),
                snapshots(),
                branches(),
                tags(),
                partitions(),
                views(),
                functions(),
                access(),
                policies(),
                new TableHealthRpcs(catalogs, paimon.tableHealth()),
                new AuditRpcs(audit.query(policy.guard()), verify),
                new FeedRpcs(catalogs, feed.watch(paimon.access(), policy.guard())));
    }

    private TableRpcs tables() {
        TableRoutes.Operations ops = paimon.tableOperations();
        BranchRoutes.Operations history = paimon.branchOperations();
        return new TableRpcs(
                catalogs,
                new TableRpcs.Operations(
                        ops.list(),
                        ops.details(),
                        ops.all(),
                        ops.create(),
                        ops.register(),
                        ops.get(),
                        ops.snapshot(),
                        ops.alter(),
                        ops.drop(),
                        ops.rename()),
                new SchemaRpcs(
                        catalogs,
                        new SchemaRpcs.Operations(
                                history.replace(),
                                paimon.schemaVersions(),
                                history.rollbackSchema(),
                                paimon.vending(),
                                paimon.queries())));
    }

    private SnapshotRpcs snapshots() {
        TableRoutes.Operations ops = paimon.tableOperations();
        return new SnapshotRpcs(
                catalogs,
                new SnapshotRpcs.Operations(
                        ops.snapshot(),
                        ops.snapshots(),
                        ops.commit(),
                        paimon.branchOperations().rollback()),
                SnapshotJson::sent);
    }

    private BranchRpcs branches() {
        BranchRoutes.Operations ops = paimon.branchOperations();
        return new BranchRpcs(
                catalogs, new BranchRpcs.Operations(ops.list(), ops.create(), ops.drop(), ops.rename(), ops.forward()));
    }

    private TagRpcs tags() {
        TagRoutes.Operations ops = paimon.tagOperations();
        return new TagRpcs(
                catalogs,
                new TagRpcs.Operations(
                        ops.list(), ops.create(), ops.get(), ops.delete(), ops.consumers(), ops.resetConsumer()));
    }

    private PartitionRpcs partitions() {
        PartitionRoutes.Operations ops = paimon.partitionOperations();
        return new PartitionRpcs(
                catalogs, new PartitionRpcs.Operations(ops.list(), ops.find(), ops.filter(), ops.change()));
    }

    private ViewRpcs views() {
        ViewRoutes.Operations ops = paimon.viewOperations();
        return new ViewRpcs(
                catalogs,
                new ViewRpcs.Operations(
                        ops.list(),
                        ops.details(),
                        ops.all(),
                        ops.create(),
                        ops.get(),
                        ops.alter(),
                        ops.drop(),
                        ops.rename()));
    }

    private FunctionRpcs functions() {
        FunctionRoutes.Operations ops = paimon.functionOperations();
        return new FunctionRpcs(
                catalogs,
                new FunctionRpcs.Operations(
                        ops.list(), ops.details(), ops.all(), ops.create(), ops.get(), ops.alter(), ops.drop()));
    }

    private AccessRpcs access() {
        AccessRoutes.Operations ops = policy.accessOperations();
        return new AccessRpcs(
                catalogs,
                new AccessRpcs.Operations(
                        policy.permissionList(),
                        ops.grant(),
                        ops.revoke(),
                        ops.transfer(),
                        ops.explain(),
                        ops.effective(),
                        ops.history()));
    }

    private PolicyRpcs policies() {
        PolicyRoutes.Operations ops = paimon.tablePolicies();
        return new PolicyRpcs(catalogs, new PolicyRpcs.Operations(ops.list(), ops.create(), ops.drop()));
    }
}
