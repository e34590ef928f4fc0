package io.tarn.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

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
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/tarn/schema/migrations")
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
