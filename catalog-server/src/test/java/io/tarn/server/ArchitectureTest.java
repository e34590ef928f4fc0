package io.tarn.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map of the server: who may know whom. */
class ArchitectureTest {
    private static final String BASE = "io.tarn.server.";
    private static final String[] DATABASE = {
        "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.h2..", "com.mysql.."
    };
    private static final String[] WIRE = {
        "io.javalin..",
        "jakarta.servlet..",
        "org.eclipse.jetty..",
        "io.grpc..",
        "com.google.protobuf..",
        "io.tarn.proto..",
        "com.fasterxml.jackson.."
    };

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tarn.server");

    private static final JavaClasses AUTH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tarn.auth");

    @Test
    void modelAndOpsImportNoJdbcJavalinGrpcJacksonOrPaimon() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + "model..", BASE + "ops..", BASE + "store")
                .should()
                .dependOnClassesThat(resideInAnyPackage(DATABASE)
                        .or(resideInAnyPackage(WIRE))
                        .or(resideInAPackage("org.apache.paimon.."))
                        .or(resideInAPackage("org.apache.iceberg.."))
                        .or(resideInAPackage("software.amazon..")))
                .check(SERVER);
    }

    @Test
    void authIsPure() {
        noClasses()
                .that()
                .resideInAPackage("io.tarn.auth")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java..", "io.tarn.auth", "org.jspecify..")))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "java.net..", "java.nio.file.."))
                .check(AUTH);
    }

    @Test
    void waysToLogInKnowNoSqlServeNoHttpAndHaveALibraryEach() {
        loginMayUse("login", "com.github.benmanes.caffeine.cache..");
        loginMayUse("dlf", "javax.crypto..");
        loginMayUse("secrets", "javax.crypto..");
        loginMayUse("capability", "javax.crypto..", "io.tarn.auth.dlf");
        loginMayUse("policy");
        loginMayUse("oidc", "com.nimbusds..");
        loginMayUse("ldap", "com.unboundid..", "com.github.benmanes.caffeine.cache..", "javax.crypto..", "javax.net..");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tarn.auth.oidc")
                .should()
                .dependOnClassesThat(resideInAPackage("java.net.http.."))
                .check(AUTH);
    }

    private static void loginMayUse(String part, String... libraries) {
        noClasses()
                .that()
                .resideInAPackage("io.tarn.auth." + part)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "io.tarn.auth",
                                "io.tarn.auth.login",
                                "io.tarn.auth." + part)
                        .or(resideInAnyPackage(libraries))))
                .orShould()
                .dependOnClassesThat(resideInAPackage("java.sql.."))
                .check(AUTH);
    }

    @Test
    void onlyTheJdbcStoreAndTheSetUpOfItsPoolKnowADatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "store.jdbc..", "io.tarn.server")
                .should()
                .dependOnClassesThat(resideInAnyPackage(DATABASE))
                .check(SERVER);
        noClasses()
                .that()
                .resideInAPackage("io.tarn.server")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.jdbi..", "org.h2..", "com.mysql.."))
                .check(SERVER);
    }

    @Test
    void onlyPaimonlibKnowsPaimon() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "paimonlib..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.paimon.."))
                .check(SERVER);
    }

    @Test
    void onlyIceberglibKnowsIceberg() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "iceberglib..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.iceberg.."))
                .check(SERVER);
    }

    @Test
    void onlyHttpKnowsItsFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "http..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty.."))
                .check(SERVER);
    }

    @Test
    void onlyGrpcKnowsItsFrameworkAndItsMessages() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "grpc..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.grpc..", "com.google.protobuf..", "com.google.rpc..", "io.tarn.proto.."))
                .check(SERVER);
    }

    @Test
    void onlyTracingKnowsOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "tracing..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.opentelemetry.."))
                .check(SERVER);
    }

    @Test
    void onlyFilesVendingAndTheSetUpOfCatalogsKnowS3() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "files..", BASE + "vending..", "io.tarn.server")
                .should()
                .dependOnClassesThat(resideInAPackage("software.amazon.."))
                .check(SERVER);
    }

    /** Each package, and what of the server it may know. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "model      | -",
                "files      | model tracing",
                "store      | model",
                "store.jdbc | model store tracing",
                "vending    | model",
                "ops        | model store files vending",
                "paimonlib  | model ops files",
                "iceberglib | model ops files",
                "http       | model ops store files tracing",
                "paimon     | model ops http store vending",
                "iceberg    | model ops http vending",
                "manage     | model ops http store",
                "grpc       | model ops http store vending tracing",
                "config     | model",
                "tls        | -",
                "tracing    | -",
                "doctor     | store model",
            })
    void dependenciesPointInwards(String from, String to) {
        String[] allowed = to == null ? new String[0] : to.split(" ", -1);
        String[] packages = new String[allowed.length + 1];
        packages[0] = whole(from);
        for (int i = 0; i < allowed.length; i++) {
            packages[i + 1] = whole(allowed[i]);
        }
        noClasses()
                .that()
                .resideInAPackage(whole(from))
                .should()
                .dependOnClassesThat(resideInAPackage("io.tarn.server..").and(not(resideInAnyPackage(packages))))
                .check(SERVER);
    }

    /** Operations are grouped in packages of their own; every other package is one folder. */
    private static String whole(String name) {
        return BASE + name + (name.equals("ops") || name.equals("iceberglib") ? ".." : "");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.tarn.server.(*)..").should().beFreeOfCycles().check(SERVER);
        slices().matching("io.tarn.server.ops.(*)..").should().beFreeOfCycles().check(SERVER);
    }
}
