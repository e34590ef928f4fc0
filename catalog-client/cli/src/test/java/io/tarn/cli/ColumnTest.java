package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnTest {
    @Test
    void sizesAndTimesAreReadable() {
        assertThat(Column.size(1023)).isEqualTo("1023 B");
        assertThat(Column.size(1536)).isEqualTo("1.5 KiB");
        assertThat(Column.size(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
        assertThat(Column.size(-1)).isEqualTo("unknown");
        assertThat(Column.time(0)).isEmpty();
        assertThat(Column.time(1_767_225_600_123L)).isEqualTo("2026-01-01 00:00:00 UTC");
    }

    @Test
    void nothingThatOthersWroteCommandsTheTerminal() {
        assertThat(Column.printable("a\u001b[2Jb\nc\u202e")).isEqualTo("a?[2Jb c?");
    }
}
