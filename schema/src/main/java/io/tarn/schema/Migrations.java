package io.tarn.schema;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Brings a catalog database to the schema this server needs.
 *
 * <p>The SQL lives beside this class under {@code migrations/}. Flyway serialises concurrent starts with a lock that the
 * database drops when its holder dies, and leaves migrations of a newer server alone, so that two versions can run side
 * by side.
 */
public final class Migrations {
    private Migrations() {}

    /**
     * Applies what is missing.
     *
     * @return how many migrations ran; 0 when the database was up to date
     */
    public static int apply(DataSource dataSource) {
        return flyway(dataSource).migrate().migrationsExecuted;
    }

    /**
     * How far a database is.
     *
     * @param version of the last migration that it has; empty for a database that has none
     * @param missing migrations that the next start applies
     * @param newer migrations that this server does not know, because a newer one applied them
     */
    public record State(String version, int missing, int newer) {}

    /** Changes nothing. */
    public static State state(DataSource dataSource) {
        MigrationInfoService known = flyway(dataSource).info();
        MigrationInfo last = known.current();
        MigrationVersion version = last == null ? null : last.getVersion();
        long newer = Arrays.stream(known.all())
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                .count();
        return new State(version == null ? "" : version.getVersion(), known.pending().length, (int) newer);
    }

    private static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/tarn/schema/migrations")
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load();
    }
}
