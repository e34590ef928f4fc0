package io.tarn.server.store;

/** What can be read and written inside one {@link Store#read} or {@link Store#write}. */
public interface Transaction {
    CatalogRows catalogs();

    NamespaceRows namespaces();

    RelationRows relations();

    NewTables newTables();

    ViewRows views();

    RoutineRows routines();

    IcebergRows iceberg();

    IdempotencyRows idempotency();

    BranchRows branches();

    FilePlanRows filePlans();

    SchemaRows schemas();

    SnapshotRows snapshots();

    CommitFigureRows commitFigures();

    ProjectionRows projections();

    PartitionRows partitions();

    LocationClaims locations();

    PrincipalRows principals();

    TokenRows tokens();

    AccessKeyRows accessKeys();

    PolicyEpochRows policyEpoch();

    MembershipRows memberships();

    PermissionRows permissions();

    PolicyRows policies();

    Leases leases();

    AuditRows audit();

    AuditSeals auditSeals();

    EventRows events();

    EventSinks eventSinks();

    MasterKeyRows masterKeys();

    SecretRows secrets();
}
