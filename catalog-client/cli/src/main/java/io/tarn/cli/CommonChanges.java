package io.tarn.cli;

import io.tarn.proto.v1.RemoveOption;
import io.tarn.proto.v1.SetOption;
import io.tarn.proto.v1.UpdateComment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be changed of a table, a view and a function alike. */
final class CommonChanges {
    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "An option; may be repeated")
    @Nullable
    Map<String, String> set;

    @Option(names = "--unset", paramLabel = "KEY", description = "An option that goes; may be repeated")
    @Nullable
    List<String> unset;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Empty: none any more")
    @Nullable
    String comment;

    List<SetOption> set() {
        return Group.all(set).entrySet().stream()
                .map(option -> SetOption.newBuilder()
                        .setKey(option.getKey())
                        .setValue(option.getValue())
                        .build())
                .toList();
    }

    List<RemoveOption> unset() {
        return Group.all(unset).stream()
                .map(key -> RemoveOption.newBuilder().setKey(key).build())
                .toList();
    }

    Optional<UpdateComment> comment() {
        UpdateComment.Builder update = UpdateComment.newBuilder();
        return Optional.ofNullable(comment).map(text -> (text.isEmpty() ? update : update.setComment(text)).build());
    }
}
