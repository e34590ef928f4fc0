package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationTableTest {
    @ParameterizedTest
    @EnumSource
    void everyOperationHasAnEntry(Operation operation) {
        assertThat(OperationTable.requirements(operation)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void whatAnEntryNeedsCanBeHeld(Operation operation) {
        assertThat(OperationTable.requirements(operation).orElseThrow())
                .allSatisfy(requirement -> assertThat(requirement.anyOf())
                        .isNotEmpty()
                        .allMatch(privilege -> privilege.appliesTo(requirement.on()))
                        .doesNotContain(Privilege.ALL));
    }

    @ParameterizedTest
    @EnumSource
    void whatCanBeGrantedMeansSomething(ResourceType type) {
        assertThat(type.privileges())
                .isNotEmpty()
                .allSatisfy(privilege -> assertThat(type.beneath() || privilege.appliesTo(type.on()))
                        .as("%s on %s", privilege, type)
                        .isTrue());
    }
}
