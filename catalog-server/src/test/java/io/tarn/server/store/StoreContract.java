package io.tarn.server.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** What the operations rely on, whichever database is below; each role of the store has a contract of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreContract {
    Store store;

    /** A migrated, empty store with a name of its own. */
    abstract Store open(String name);

    /** Cuts every connection to the store that {@link #open} made under this name. */
    abstract void cutConnections(String name);

    @BeforeAll
    void openStore() {
        store = open("contract");
    }

    @AfterAll
    void closeStore() {
        store.close();
        stopDatabase();
    }

    /** After the last store is closed. */
    abstract void stopDatabase();

    @Nested
    class Branches extends BranchRowsContract {
        Branches() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Databases extends NamespaceRowsContract {
        Databases() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Tables extends RelationRowsContract {
        Tables() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class IcebergTables extends IcebergRowsContract {
        IcebergTables() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class IdempotencyKeys extends IdempotencyRowsContract {
        IdempotencyKeys() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Listings extends ListingContract {
        Listings() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class VisibleListings extends VisibleRowsContract {
        VisibleListings() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class RandomListings extends RandomListsContract {
        RandomListings() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class ViewsAndFunctions extends ViewRowsContract {
        ViewsAndFunctions() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Principals extends PrincipalRowsContract {
        Principals() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class AccessKeys extends AccessKeyRowsContract {
        AccessKeys() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Locations extends LocationClaimsContract {
        Locations() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Projections extends ProjectionRowsContract {
        Projections() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Partitions extends PartitionRowsContract {
        Partitions() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class JobLeases extends LeasesContract {
        JobLeases() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Events extends EventRowsContract {
        Events() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class AuditTrail extends AuditRowsContract {
        AuditTrail() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Secrets extends SecretRowsContract {
        Secrets() {
            super(StoreContract.this.store);
        }
    }

    @Nested
    class Transactions extends TransactionContract {
        Transactions() {
            super(StoreContract.this);
        }
    }
}
