package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant 3: every operation has exactly one entry, and what the entry does not say is denied. */
class OperationTableTest {
    private static final Principal ENGINE = new Principal(new UUID(0, 1), "engine", false);
    private static final Principal ROOT = new Principal(new UUID(0, 2), "root", true);

    private final Authorizer authorizer = new AllOrNothingAuthorizer();

    @ParameterizedTest
    @EnumSource
    void everyOperationHasAnEntry(Operation operation) {
        assertThat(OperationTable.requirements(operation)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void rootMayDoWhatTheEntryNames(Operation operation) {
        assertThat(authorizer.authorize(ROOT, operation, named(operation)).allowed())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void otherPrincipalsDoNotManageTheServer(Operation operation) {
        List<Securable> on = named(operation);

        assertThat(authorizer.authorize(ENGINE, operation, on).allowed()).isEqualTo(!on.contains(Securable.server()));
    }

    @ParameterizedTest
    @EnumSource
    void objectsThatTheEntryDoesNotNameAreDeniedEvenToRoot(Operation operation) {
        List<Securable> other = List.of(Securable.catalog("c"), Securable.catalog("d"), Securable.catalog("e"));

        assertThat(authorizer.authorize(ROOT, operation, other).allowed()).isFalse();
    }

    private static List<Securable> named(Operation operation) {
        return OperationTable.requirements(operation).orElseThrow().stream()
                .map(requirement -> switch (requirement.on()) {
                    case SERVER -> Securable.server();
                    case CATALOG -> Securable.catalog("c");
                    case DATABASE -> Securable.database("c", "d");
                    case TABLE -> Securable.table("c", "d", "t");
                    case VIEW -> Securable.view("c", "d", "v");
                    case FUNCTION -> Securable.function("c", "d", "f");
                })
                .toList();
    }
}
