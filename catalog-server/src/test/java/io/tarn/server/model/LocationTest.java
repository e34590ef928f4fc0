package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @ParameterizedTest
    @CsvSource({
        "/data/lake,file:/data/lake",
        "file:/data/lake,file:/data/lake",
        "file:///data/lake/,file:/data/lake",
        "FILE:///data//lake,file:/data/lake",
        "s3://Bucket/Dir,s3://bucket/Dir",
        "S3A://bucket/dir/,s3://bucket/dir",
        "s3n://bucket,s3://bucket",
        "OSS://Bucket/Dir/,oss://bucket/Dir",
        "s3://bucket/,s3://bucket",
        "s3://bucket//a///b,s3://bucket/a/b",
        "file:/größe/a b,file:/größe/a b",
    })
    void textsThatMeanOnePlaceAreOnePlace(String raw, String normal) {
        assertThat(Location.parse(raw)).hasToString(normal).isEqualTo(Location.parse(normal));
        assertThat(Location.parse(raw).hash()).isEqualTo(Location.parse(normal).hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "./a",
                "../a",
                "file:",
                "file:a",
                "file://host/a",
                "file:////a",
                "//a",
                "s3:",
                "s3:/b/a",
                "s3://",
                "s3:///a",
                "s3://b/a",
                "s3://under_score/a",
                "http://h/a",
                "hdfs://h/a",
                "oss:/bucket/a",
                "oss://b/a",
                "ossx://bucket/a",
                "jar:file:/a",
                "file:/a/../b",
                "file:/a/./b",
                "file:/..",
                "/a/..",
                "s3://bucket/..",
                "s3://bucket/a/../b",
                "file:/a%2e%2e",
                "file:/a\\b",
                "file:/a?b",
                "file:/a#b",
                "file:/a*",
                "file:/a$b",
                "file:/a{b",
                "file:/a\u0000",
                "file:/a\n",
                " file:/a",
                ":a",
                "s3://../a",
                "s3://user@bucket/a",
                "/",
                "file:///"
            })
    void aTextThatCouldMeanTwoPlacesOrNoneIsRefused(String raw) {
        TarnException failure = catchThrowableOfType(TarnException.class, () -> Location.parse(raw));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_LOCATION);
    }

    @Test
    void aPlaceContainsItselfAndWhatLiesBelowAndNothingElse() {
        Location lake = Location.parse("s3://bucket/lake");
        assertThat(lake.contains(lake)).isTrue();
        assertThat(lake.contains(Location.parse("s3a://BUCKET/lake/db/t"))).isTrue();
        assertThat(lake.contains(Location.parse("s3://bucket/lake2"))).isFalse();
        assertThat(lake.contains(Location.parse("s3://bucket/Lake/t"))).isFalse();
        assertThat(lake.contains(Location.parse("s3://bucket"))).isFalse();
        assertThat(lake.contains(Location.parse("s3://bucket2/lake/t"))).isFalse();
        assertThat(lake.contains(Location.parse("file:/bucket/lake/t"))).isFalse();
    }

    @Test
    void aPlaceThatIsTooLongForTheDatabaseIsRefused() {
        assertThat(Location.parse("/" + "x".repeat(Limits.LOCATION_LENGTH - 6)).toString())
                .hasSizeLessThanOrEqualTo(Limits.LOCATION_LENGTH);
        for (int length = Limits.LOCATION_LENGTH - 6; length <= Limits.LOCATION_LENGTH + 1; length++) {
            Optional<Location> parsed = tryParse("/" + "x".repeat(length));
            parsed.ifPresent(
                    location -> assertThat(location.toString()).hasSizeLessThanOrEqualTo(Limits.LOCATION_LENGTH));
        }
    }

    @Test
    void aNormalFormIsStableAndNeverClimbs() {
        Random random = new Random(11);
        List<Location> parsed = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            tryParse(randomLocation(random)).ifPresent(parsed::add);
        }
        assertThat(parsed).hasSizeGreaterThan(1_000);
        for (Location location : parsed) {
            if (!location.path().isEmpty()) {
                assertThat(Location.parse(location.toString())).isEqualTo(location);
            }
            assertThat(location.path().split("/", -1)).doesNotContain("..", ".");
            assertThat(location.path()).doesNotContain("//").doesNotEndWith("/").doesNotContain("%");
            assertThat(location.contains(location)).isTrue();
        }
    }

    @Test
    void containingIsAnOrder() {
        Random random = new Random(13);
        for (int i = 0; i < 5_000; i++) {
            Location a = below(random);
            Location b = below(random);
            Location c = below(random);
            if (a.contains(b) && b.contains(c)) {
                assertThat(a.contains(c)).isTrue();
            }
            if (a.contains(b) && b.contains(a)) {
                assertThat(a).isEqualTo(b);
            }
            assertThat(a.contains(a.child("x"))).isTrue();
            assertThat(a.child("x").contains(a)).isFalse();
            assertThat(a.contains(b)).isEqualTo((b + "/").startsWith(a + "/"));
        }
    }

    private static Location below(Random random) {
        Location location = Location.parse(random.nextBoolean() ? "s3://bucket" : "/a");
        for (int steps = random.nextInt(4); steps > 0; steps--) {
            location = location.child(List.of("a", "b", "aa", "a.b").get(random.nextInt(4)));
        }
        return location;
    }

    @Test
    void theLineageOfAPlaceIsAllThatContainsIt() {
        assertThat(Location.parse("s3://bucket/a/b").lineage())
                .extracting(Location::toString)
                .containsExactly("s3://bucket/a/b", "s3://bucket/a", "s3://bucket");
        assertThat(Location.parse("s3://bucket").lineage())
                .extracting(Location::toString)
                .containsExactly("s3://bucket");
        assertThat(Location.parse("/data/lake").lineage())
                .extracting(Location::toString)
                .containsExactly("file:/data/lake", "file:/data");
        assertThat(Location.parse("/data").top()).isEqualTo(Location.parse("file:///data"));
    }

    private static String randomLocation(Random random) {
        String start = List.of("/", "file:/", "file:///", "s3://bucket/", "s3a://B.c-d/", "s3://bucket", "", "S3://x/")
                .get(random.nextInt(8));
        StringBuilder text = new StringBuilder(start);
        for (int steps = random.nextInt(5); steps > 0; steps--) {
            text.append(List.of("a", "B", "..", ".", "", "a b", "ä", "...", "%2e", ".a", "a..", "😀", "x=1")
                    .get(random.nextInt(13)));
            text.append(random.nextInt(5) == 0 ? "//" : "/");
        }
        return text.toString();
    }

    private static Optional<Location> tryParse(String raw) {
        try {
            return Optional.of(Location.parse(raw));
        } catch (TarnException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "s3://lake/a,oss://lake/a,true",
        "oss://lake/a/b,s3://lake/a,true",
        "s3://lake,oss://lake/a,true",
        "s3://lake/a,oss://lake/ab,false",
        "s3://lake/a,s3://lakes/a,false",
        "file:/lake/a,s3://lake/a,false",
        "file:/lake/a,file:/lake,true",
    })
    void placesOverlapHoweverTheirStoreIsNamed(String one, String other, boolean overlap) {
        assertThat(Location.parse(one).overlaps(Location.parse(other))).isEqualTo(overlap);
        assertThat(Location.parse(other).overlaps(Location.parse(one))).isEqualTo(overlap);
    }

    @Test
    void aPlaceOnOssHasABucketAndAPath() {
        Location table = Location.parse("oss://lake/w/t");
        assertThat(table.bucket()).isEqualTo("lake");
        assertThat(table.path()).isEqualTo("/w/t");
        assertThat(table.top()).hasToString("oss://lake");
        assertThat(table.isOss()).isTrue();
        assertThat(table.lineage()).hasSize(3);
    }
}
