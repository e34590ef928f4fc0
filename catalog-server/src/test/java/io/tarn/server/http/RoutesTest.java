package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.server.iceberg.IcebergSurface;
import io.tarn.server.iceberg.NamespaceRoutes;
import io.tarn.server.iceberg.SigningRoutes;
import io.tarn.server.manage.AccessRoutes;
import io.tarn.server.manage.AuditRoutes;
import io.tarn.server.manage.AuthorizationRoutes;
import io.tarn.server.manage.BackupRoutes;
import io.tarn.server.manage.CatalogRoutes;
import io.tarn.server.manage.EventRoutes;
import io.tarn.server.manage.HealthRoutes;
import io.tarn.server.manage.KeyRoutes;
import io.tarn.server.manage.ManageSurface;
import io.tarn.server.manage.OAuthSurface;
import io.tarn.server.manage.PermissionRoutes;
import io.tarn.server.manage.PolicyRoutes;
import io.tarn.server.manage.PrincipalRoutes;
import io.tarn.server.manage.ProjectionRoutes;
import io.tarn.server.manage.ReportRoutes;
import io.tarn.server.manage.TokenRoutes;
import io.tarn.server.paimon.BranchRoutes;
import io.tarn.server.paimon.ChangeRoutes;
import io.tarn.server.paimon.ConfigRoutes;
import io.tarn.server.paimon.DatabaseRoutes;
import io.tarn.server.paimon.FunctionRoutes;
import io.tarn.server.paimon.PaimonSurface;
import io.tarn.server.paimon.PartitionRoutes;
import io.tarn.server.paimon.QueryAuthRoutes;
import io.tarn.server.paimon.SchemaRoutes;
import io.tarn.server.paimon.TableRoutes;
import io.tarn.server.paimon.TableTokenRoutes;
import io.tarn.server.paimon.TagRoutes;
import io.tarn.server.paimon.ViewRoutes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesTest {
    /** Routes are only listed here, never run, so nothing stands behind them. */
    static final List<Surface> SURFACES = List.of(
            PaimonSurface.of(
                    new ConfigRoutes(null, null),
                    new ChangeRoutes(null, null),
                    new DatabaseRoutes(null, null, null, null, null, null),
                    new TableRoutes(null, null),
                    new TableTokenRoutes(null, null),
                    new BranchRoutes(null, null),
                    new TagRoutes(null, null),
                    new SchemaRoutes(null, null),
                    new ViewRoutes(null, null),
                    new FunctionRoutes(null, null),
                    new PartitionRoutes(null, null),
                    new QueryAuthRoutes(null, null),
                    new PermissionRoutes(null, null, null, null),
                    PolicyRoutes.paimon(null, null)),
            ManageSurface.of(
                    new PrincipalRoutes(null, null),
                    new TokenRoutes(null),
                    new CatalogRoutes(null, null),
                    new AccessRoutes(null, null),
                    new KeyRoutes(null),
                    PolicyRoutes.manage(null, null),
                    new HealthRoutes(null, null),
                    new ProjectionRoutes(null, null, null),
                    new AuthorizationRoutes(null),
                    new BackupRoutes(null),
                    new ReportRoutes(null, null),
                    new EventRoutes(null, null),
                    new AuditRoutes(null, null)),
            OAuthSurface.of(null),
            OAuthSurface.ofIceberg(null),
            IcebergSurface.of(
                    new io.tarn.server.iceberg.ConfigRoutes(null, null),
                    new NamespaceRoutes(null, null, null),
                    new io.tarn.server.iceberg.TableRoutes(null, null, null),
                    new SigningRoutes(null, null),
                    new io.tarn.server.iceberg.ViewRoutes(null, null, null)));

    @Test
    void everyRouteAsksForAnOperationThatTheTableKnows() {
        assertThat(routes())
                .isNotEmpty()
                .allSatisfy(route -> assertThat(OperationTable.requirements(route.operation()))
                        .as("%s %s", route.method(), route.template())
                        .isPresent());
    }

    @Test
    void everyOperationHasARoute() {
        // These are asked for besides their route's own: what a table is created from, what a grant is on.
        Set<Operation> operations = EnumSet.complementOf(EnumSet.of(
                Operation.CREATE_EXTERNAL_TABLE,
                Operation.GRANT_ON_CATALOG,
                Operation.GRANT_IN_CATALOG,
                Operation.GRANT_ON_DATABASE,
                Operation.GRANT_IN_DATABASE,
                Operation.GRANT_ON_VIEW,
                Operation.GRANT_ON_FUNCTION,
                Operation.GRANT_ON_LOCATION,
                Operation.TRANSFER_DATABASE,
                Operation.TRANSFER_VIEW,
                Operation.TRANSFER_FUNCTION,
                Operation.IMPERSONATE));
        assertThat(routes().map(Route::operation)).containsAll(operations);
    }

    @Test
    void noTwoRoutesShareMethodAndPath() {
        assertThat(routes().map(route -> route.method() + " " + route.template().replaceAll("\\{[^}]*}", "{}")))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyRouteLiesUnderTheBaseOfItsSurface() {
        assertThat(SURFACES)
                .allSatisfy(surface -> assertThat(surface.routes())
                        .allSatisfy(route -> assertThat(route.template()).startsWith(surface.base() + "/")));
    }

    private static Stream<Route> routes() {
        return SURFACES.stream().flatMap(surface -> surface.routes().stream());
    }
}
