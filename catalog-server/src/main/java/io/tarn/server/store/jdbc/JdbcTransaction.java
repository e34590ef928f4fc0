package io.tarn.server.store.jdbc;

import io.tarn.server.store.AccessKeyRows;
import io.tarn.server.store.AuditRows;
import io.tarn.server.store.AuditSeals;
import io.tarn.server.store.BranchRows;
import io.tarn.server.store.CatalogRows;
import io.tarn.server.store.CommitFigureRows;
import io.tarn.server.store.EventSinks;
import io.tarn.server.store.FilePlanRows;
import io.tarn.server.store.IcebergRows;
import io.tarn.server.store.IdempotencyRows;
import io.tarn.server.store.Leases;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.MasterKeyRows;
import io.tarn.server.store.MembershipRows;
import io.tarn.server.store.NamespaceRows;
import io.tarn.server.store.NewTables;
import io.tarn.server.store.PartitionRows;
import io.tarn.server.store.PermissionRows;
import io.tarn.server.store.PolicyEpochRows;
import io.tarn.server.store.PolicyRows;
import io.tarn.server.store.PrincipalRows;
import io.tarn.server.store.ProjectionRows;
import io.tarn.server.store.RelationRows;
import io.tarn.server.store.RoutineRows;
import io.tarn.server.store.SchemaRows;
import io.tarn.server.store.SecretRows;
import io.tarn.server.store.SnapshotRows;
import io.tarn.server.store.TokenRows;
import io.tarn.server.store.Transaction;
import io.tarn.server.store.ViewRows;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Hands out the repositories over one connection.
 *
 * @param process what entries of the audit are filed under
 * @param notes what is written at the end, or told after it
 */
record JdbcTransaction(Handle handle, UUID process, Notes notes) implements Transaction {
    @Override
    public PolicyRows policies() {
        return new JdbcPolicyRows(handle);
    }

    @Override
    public ProjectionRows projections() {
        return new JdbcProjectionRows(handle);
    }

    @Override
    public CommitFigureRows commitFigures() {
        return new JdbcCommitFigureRows(handle);
    }

    @Override
    public CatalogRows catalogs() {
        return new JdbcCatalogRows(handle);
    }

    @Override
    public NamespaceRows namespaces() {
        return new JdbcNamespaceRows(handle);
    }

    @Override
    public RelationRows relations() {
        return new JdbcRelationRows(handle);
    }

    @Override
    public NewTables newTables() {
        return new JdbcNewTables(notes.inserts());
    }

    @Override
    public ViewRows views() {
        return new JdbcViewRows(handle);
    }

    @Override
    public RoutineRows routines() {
        return new JdbcRoutineRows(handle);
    }

    @Override
    public IcebergRows iceberg() {
        return new JdbcIcebergRows(handle);
    }

    @Override
    public IdempotencyRows idempotency() {
        return new JdbcIdempotencyRows(handle, notes.finished());
    }

    @Override
    public BranchRows branches() {
        return new JdbcBranchRows(handle);
    }

    @Override
    public FilePlanRows filePlans() {
        return new JdbcFilePlanRows(handle);
    }

    @Override
    public SchemaRows schemas() {
        return new JdbcSchemaRows(handle);
    }

    @Override
    public SnapshotRows snapshots() {
        return new JdbcSnapshotRows(handle, notes.inserts());
    }

    @Override
    public PartitionRows partitions() {
        return new JdbcPartitionRows(handle);
    }

    @Override
    public LocationClaims locations() {
        return new JdbcLocationClaims(handle, notes.inserts());
    }

    @Override
    public PrincipalRows principals() {
        return new JdbcPrincipalRows(handle);
    }

    @Override
    public TokenRows tokens() {
        return new JdbcTokenRows(handle);
    }

    @Override
    public AccessKeyRows accessKeys() {
        return new JdbcAccessKeyRows(handle);
    }

    @Override
    public PolicyEpochRows policyEpoch() {
        return new JdbcPolicyEpochRows(handle);
    }

    @Override
    public MembershipRows memberships() {
        return new JdbcMembershipRows(handle);
    }

    @Override
    public PermissionRows permissions() {
        return new JdbcPermissionRows(handle);
    }

    @Override
    public Leases leases() {
        return new JdbcLeases(handle);
    }

    @Override
    public AuditRows audit() {
        return new JdbcAuditRows(handle, process, notes.audited(), notes.inserts());
    }

    @Override
    public JdbcEventRows events() {
        return new JdbcEventRows(handle, notes);
    }

    @Override
    public EventSinks eventSinks() {
        return new JdbcEventSinks(handle);
    }

    @Override
    public AuditSeals auditSeals() {
        return new JdbcAuditSeals(handle);
    }

    @Override
    public MasterKeyRows masterKeys() {
        return new JdbcMasterKeyRows(handle);
    }

    @Override
    public SecretRows secrets() {
        return new JdbcSecretRows(handle);
    }
}
