package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Alteration.AddText;
import io.tarn.server.model.Alteration.DropText;
import io.tarn.server.model.Alteration.RemoveOption;
import io.tarn.server.model.Alteration.SetOption;
import io.tarn.server.model.Alteration.UpdateComment;
import io.tarn.server.model.Alteration.UpdateText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlterableTest {
    @ParameterizedTest
    @EnumSource
    void changesBuildOnEachOther(Alterable.Kind kind) {
        Alterable before = new Alterable(kind, Map.of("a", "1"), null, Map.of("k", "v"));
        assertThat(before.with(List.of(
                        new DropText("a"),
                        new AddText("a", "2"),
                        new UpdateText("a", "3"),
                        new AddText("b", "4"),
                        new RemoveOption("k"),
                        new RemoveOption("k"),
                        new SetOption("l", "w"),
                        new UpdateComment("c"))))
                .isEqualTo(new Alterable(kind, Map.of("a", "3", "b", "4"), "c", Map.of("l", "w")));
        assertThat(before.with(List.of())).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aTextThatIsThereOrMissingIsNamed(Alterable.Kind kind) {
        Alterable one = new Alterable(kind, Map.of("a", "1"), null, Map.of());
        assertFails(one, new AddText("a", "1"), "EXISTS", "a");
        assertFails(one, new UpdateText("b", "1"), "NOT_FOUND", "b");
        assertFails(one, new DropText("b\n"), "NOT_FOUND", "b?");
        assertFails(one, new AddText("a\n", "1"), "INVALID_NAME", "a?");
    }

    private static void assertFails(Alterable alterable, Alteration change, String code, String resource) {
        assertThatThrownBy(() -> alterable.with(List.of(change))).isInstanceOfSatisfying(TarnException.class, e -> {
            assertThat(e.code().name()).endsWith(code);
            assertThat(e.resource()).isEqualTo(resource);
        });
    }
}
