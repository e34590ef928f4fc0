package io.tarn.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tarn.auth.login.Identity;
import io.tarn.auth.login.Presented;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.SettableClock;
import io.tarn.auth.login.UndecidedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LdapAuthenticatorTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final TestDirectory directory = TestDirectory.plain();
    private final List<LdapDirectory> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(LdapDirectory::close);
        directory.close();
    }

    static List<LdapSettings.Users> waysToFindPeople() {
        return List.of(TestDirectory.BY_PATTERN, TestDirectory.BY_SEARCH);
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void theRightPasswordNamesThePersonAndTheGroups(LdapSettings.Users users) {
        assertThat(login(users, "alice", "right"))
                .isEqualTo(new Identity(
                        Identity.Kind.USER,
                        "alice",
                        Set.of("ops", "analysts, north (a*)"),
                        Map.of("department", "7"),
                        null));
        assertThat(login(users, "bob", "bobs password").groups()).containsExactly("analysts, north (a*)");
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void groupsElsewhereInTheDirectoryDoNotCount(LdapSettings.Users users) {
        LdapAuthenticator authenticator = authenticator(users, TestDirectory.BY_ATTRIBUTE);

        assertThat(authenticator
                        .authenticate(Presented.basic("alice", "right"))
                        .orElseThrow()
                        .groups())
                .containsExactly("ops");
        assertThat(authenticator
                        .authenticate(Presented.basic("bob", "bobs password"))
                        .orElseThrow()
                        .groups())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void aNameIsWhatTheDirectoryCallsThePerson(LdapSettings.Users users) {
        assertThat(login(users, "ALICE", "right").name()).isEqualTo("alice");
    }

    @Test
    void aPersonFoundByAnotherAttributeHasTheSameName() {
        assertThat(login(TestDirectory.BY_SEARCH, "alice@example.org", "right").name())
                .isEqualTo("alice");
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void aNameWithSpecialCharactersIsAName(LdapSettings.Users users) {
        assertThat(login(users, "o'neil (ext*), \\ü", "right").name()).isEqualTo("o'neil (ext*), \\ü");
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void namesThatTryToBeMoreThanANameAreNobodys(LdapSettings.Users users) {
        for (String name : List.of(
                "*",
                "a*",
                "alice)(uid=*",
                "*)(|(uid=*",
                "alice,ou=people",
                "alice,ou=people,dc=example,dc=org",
                "alice+cn=alice",
                "\\61lice",
                "#04056c69636500",
                "{dn}",
                "{name}")) {
            assertThat(refusal(users, name, "right")).as(name).contains("unknown, or the password is wrong");
        }
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void anUnknownNameIsNotToldFromAWrongPassword(LdapSettings.Users users) {
        assertThat(refusal(users, "alice", "wrong")).isEqualTo(refusal(users, "nobody", "wrong"));
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void anEmptyPasswordIsRefusedAlways(LdapSettings.Users users) {
        assertThat(refusal(users, "alice", "")).contains("password is empty");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> directory(directory.settings(users, new LdapSettings.NoGroups()))
                        .login("alice", ""));
    }

    @Test
    void whatIsNoBasicHeaderIsRefusedOrLeftToOthers() {
        LdapAuthenticator authenticator = authenticator(TestDirectory.BY_PATTERN, TestDirectory.BY_MEMBER);

        assertThat(authenticator.authenticate(Presented.nothing())).isEmpty();
        assertThat(authenticator.authenticate(Presented.bearer("tarn_x"))).isEmpty();
        byte[] latin1 = "alice:\u00fc".getBytes(StandardCharsets.ISO_8859_1);
        for (String value : List.of(
                "",
                "!",
                base64("alice".getBytes(StandardCharsets.UTF_8)),
                base64(":right".getBytes(StandardCharsets.UTF_8)),
                base64("alice\u0000:right".getBytes(StandardCharsets.UTF_8)),
                base64(latin1))) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> authenticator.authenticate(Presented.authorization("Basic " + value)));
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("alice", "x".repeat(2000))));
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void aLoginThatWorkedIsBelievedForAShortTimeWithThatPasswordOnly(LdapSettings.Users users) {
        LdapAuthenticator authenticator = authenticator(users, TestDirectory.BY_MEMBER);
        assertThat(authenticator.authenticate(Presented.basic("alice", "right")))
                .isPresent();
        directory.changePassword("alice", "changed");

        assertThat(authenticator.authenticate(Presented.basic("alice", "right")))
                .isPresent();
        assertThat(authenticator.authenticate(Presented.basic("alice", "changed")))
                .isPresent();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("alice", "wrong")));

        clock.pass(LdapAuthenticator.DEFAULT_REMEMBERED);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("alice", "right")));
    }

    @Test
    void failuresAreNotRemembered() {
        LdapAuthenticator authenticator = authenticator(TestDirectory.BY_PATTERN, TestDirectory.BY_MEMBER);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("alice", "changed")));
        directory.changePassword("alice", "changed");

        assertThat(authenticator.authenticate(Presented.basic("alice", "changed")))
                .isPresent();
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void connectionsThatTheDirectoryClosedAreNoAnswer(LdapSettings.Users users) {
        LdapDirectory opened = directory(directory.settings(users, TestDirectory.BY_MEMBER));
        assertThat(opened.login("alice", "right").name()).isEqualTo("alice");
        for (int i = 0; i < 3; i++) {
            directory.closeConnections();
            assertThat(opened.login("alice", "right").name()).isEqualTo("alice");
            directory.closeConnections();
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> opened.login("alice", "wrong"));
        }
    }

    @ParameterizedTest
    @MethodSource("waysToFindPeople")
    void whileTheDirectoryIsDownNothingCanBeTold(LdapSettings.Users users) {
        LdapAuthenticator authenticator = authenticator(users, TestDirectory.BY_MEMBER);
        assertThat(authenticator.authenticate(Presented.basic("alice", "right")))
                .isPresent();
        directory.stop();

        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("bob", "bobs password")))
                .withMessageNotContaining("bobs");
        clock.pass(LdapAuthenticator.DEFAULT_REMEMBERED);
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.basic("alice", "right")));
    }

    @Test
    void aDirectoryThatNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            LdapSettings settings = new LdapSettings(
                    List.of(new LdapSettings.Server("127.0.0.1", silent.getLocalPort())),
                    new LdapSettings.Security(LdapSettings.Encryption.NONE, null, null, false),
                    Duration.ofMillis(300),
                    1,
                    TestDirectory.BY_PATTERN,
                    "uid",
                    new LdapSettings.NoGroups(),
                    Map.of());

            assertThatExceptionOfType(UndecidedException.class)
                    .isThrownBy(() -> directory(settings).login("alice", "right"));
        }
    }

    @Test
    void aWrongPasswordOfTheSearchingAccountIsNoFaultOfTheCaller() {
        LdapSettings.Users users = new LdapSettings.Search(
                "cn=tarn,dc=example,dc=org", "not the password", "dc=example,dc=org", "(uid={name})");

        assertThatExceptionOfType(UndecidedException.class).isThrownBy(() -> login(users, "alice", "right"));
    }

    @Test
    void aNameOfSeveralPeopleIsNobodys() {
        LdapSettings.Users users = new LdapSettings.Search(
                "cn=tarn,dc=example,dc=org",
                "searchers password",
                "dc=example,dc=org",
                "(|(uid={name})(departmentNumber={name}))");

        assertThat(refusal(users, "7", "right")).contains("several entries");
    }

    @Test
    void encryptedConnectionsTrustTheConfiguredStoreAndTheRightHostOnly(@TempDir Path folder) {
        try (TestDirectory right = TestDirectory.withTls(folder, "localhost");
                TestDirectory wrong = TestDirectory.withTls(folder, "ldap.example.org")) {
            for (LdapSettings.Encryption encryption :
                    List.of(LdapSettings.Encryption.LDAPS, LdapSettings.Encryption.START_TLS)) {
                LdapSettings trusting = right.encrypted("localhost", encryption, folder.resolve("localhost.p12"));
                assertThat(directory(trusting).login("alice", "right").name()).isEqualTo("alice");

                undecided(right.encrypted("localhost", encryption, folder.resolve("ldap.example.org.p12")));
                undecided(right.encrypted("localhost", encryption, null));
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                directory(right.encrypted("localhost", encryption, folder.resolve("missing.p12"))));
                undecided(wrong.encrypted("localhost", encryption, folder.resolve("ldap.example.org.p12")));
            }
        }
    }

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        LdapSettings.Server far = new LdapSettings.Server("ldap.example.org", 389);
        LdapSettings.Security none = new LdapSettings.Security(LdapSettings.Encryption.NONE, null, null, false);
        LdapSettings.Security tls = new LdapSettings.Security(LdapSettings.Encryption.LDAPS, null, null, false);
        LdapSettings.Groups groups = new LdapSettings.NoGroups();

        illegal(far, none, TestDirectory.BY_PATTERN, groups);
        illegal(far, tls, new LdapSettings.Pattern("uid=alice,dc=example"), groups);
        illegal(far, tls, new LdapSettings.Pattern("{name}@example.org"), groups);
        illegal(far, tls, new LdapSettings.Search("cn=a", "p", "dc=b", "(uid=alice)"), groups);
        illegal(far, tls, new LdapSettings.Search("cn=a", "p", "dc=b", "(uid={name}"), groups);
        illegal(far, tls, new LdapSettings.Search("cn=a", "", "dc=b", "(uid={name})"), groups);
        illegal(far, tls, TestDirectory.BY_PATTERN, new LdapSettings.GroupSearch("dc=b", "(cn=ops)", "cn"));
        illegal(far, tls, TestDirectory.BY_PATTERN, new LdapSettings.GroupAttribute("memberOf", ""));
    }

    @Test
    void passwordsOfTheConfigurationAreNotPrinted() {
        assertThat(directory
                                .settings(TestDirectory.BY_SEARCH, TestDirectory.BY_MEMBER)
                                .toString()
                        + directory.encrypted("localhost", LdapSettings.Encryption.NONE, null))
                .doesNotContain("searchers password", "changeit");
    }

    private static void illegal(
            LdapSettings.Server server,
            LdapSettings.Security security,
            LdapSettings.Users users,
            LdapSettings.Groups groups) {
        assertThatIllegalArgumentException().isThrownBy(() -> TestDirectory.settings(server, security, users, groups));
    }

    private void undecided(LdapSettings settings) {
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> directory(settings).login("alice", "right"));
    }

    private Identity login(LdapSettings.Users users, String name, String password) {
        return authenticator(users, TestDirectory.BY_MEMBER)
                .authenticate(Presented.basic(name, password))
                .orElseThrow();
    }

    private String refusal(LdapSettings.Users users, String name, String password) {
        try {
            return "accepted: " + login(users, name, password);
        } catch (RefusedException e) {
            return e.getMessage();
        }
    }

    private LdapAuthenticator authenticator(LdapSettings.Users users, LdapSettings.Groups groups) {
        return new LdapAuthenticator(
                directory(directory.settings(users, groups)), LdapAuthenticator.DEFAULT_REMEMBERED, clock);
    }

    private LdapDirectory directory(LdapSettings settings) {
        LdapDirectory made = new LdapDirectory(settings);
        opened.add(made);
        return made;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
