package io.tarn.server;

import io.tarn.server.StorageCheck.Grade;
import io.tarn.server.StorageCheck.Outcome;
import io.tarn.server.files.S3Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.vending.CredentialVendor;
import io.tarn.server.vending.TableScope;
import io.tarn.server.vending.Vended;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tries what credentials can do that engines would be given for a table, and above all what they cannot. */
final class VendingCheck {
    private static final int FORBIDDEN = 403;

    private final CredentialVendor vendor;
    private final S3Storage.Settings store;
    private final StorageCheck places;
    private final List<Outcome> outcomes = new ArrayList<>();

    VendingCheck(CredentialVendor vendor, S3Storage.Settings store, StorageCheck places) {
        this.vendor = vendor;
        this.store = store;
        this.places = places;
    }

    /** @return nothing but what was tried; the first failure to get credentials is the last line */
    List<Outcome> run() {
        if (!vendor.limited()) {
            with("lasting keys", false, this::own);
            return outcomes;
        }
        with("a read token", false, client -> {
            own(client);
            may(client, "lists its directory", this::listOwn);
            beyond(client);
            mayNot(client, "writes", use -> put(use, "data-2"));
            mayNot(client, "deletes", use -> delete(use, "data"));
        });
        with("a write token", true, client -> {
            own(client);
            may(client, "writes and deletes", use -> {
                put(use, "data-2");
                delete(use, "data-2");
            });
            may(client, "writes the hint snapshot/LATEST", use -> put(use, "snapshot/LATEST"));
            may(client, "deletes a snapshot", use -> delete(use, "snapshot/snapshot-1"));
            for (String servers : List.of("snapshot/snapshot-1", "schema/schema-0")) {
                mayNot(client, "writes " + servers, use -> put(use, servers));
                String ofBranch = "branch/branch-b/" + servers;
                mayNot(client, "writes " + ofBranch, use -> put(use, ofBranch));
            }
            shouldNot(client, "copies a file to snapshot/snapshot-1", use -> copy(use, "data", "snapshot/snapshot-1"));
            beyond(client);
            mayNot(client, "writes beside its directory", use -> put(use, places.neighbour(), "data-2"));
            mayNot(client, "deletes beside its directory", use -> delete(use, places.neighbour(), "data"));
        });
        return outcomes;
    }

    /** A client with credentials that were given out, and what to call them. */
    private record Client(String name, S3Client s3) {}

    private void with(String name, boolean write, Consumer<Client> attempts) {
        Vended vended;
        try {
            vended = vendor.vend(
                    new TableScope(places.directory(), write, true), "tarn-check", CredentialVendor.SHORTEST);
        } catch (TarnException e) {
            outcomes.add(Outcome.of(name + " is given out", false, "no: " + e.getMessage()));
            return;
        }
        outcomes.add(Outcome.of(name + " is given out", true, "yes"));
        S3Storage.Settings settings = new S3Storage.Settings(
                store.endpoint(),
                store.region(),
                vended.options().getOrDefault("s3.access-key", ""),
                vended.options().getOrDefault("s3.secret-key", ""),
                vended.options().getOrDefault("s3.session.token", ""),
                store.pathStyle());
        try (S3Client client = S3Storage.client(settings)) {
            attempts.accept(new Client(name, client));
        }
    }

    private void own(Client client) {
        may(client, "reads its directory", use -> get(use, places.directory()));
    }

    private void beyond(Client client) {
        mayNot(client, "reads beside its directory", use -> get(use, places.neighbour()));
        mayNot(client, "lists beside its directory", use -> list(use, key(places.neighbour()) + "/"));
        mayNot(client, "lists by the beginning of its directory's name", use -> list(use, key(places.directory())));
        String parent = key(places.directory()).replaceFirst("[^/]*$", "");
        mayNot(client, "lists what its directory lies in", use -> list(use, parent));
        mayNot(client, "lists the bucket", use -> use.listObjectsV2(request -> request.bucket(bucket())));
    }

    private void may(Client client, String what, Consumer<S3Client> action) {
        String seen = attempt(client.s3(), action);
        outcomes.add(Outcome.of(client.name() + " " + what, seen.equals("yes"), seen));
    }

    private void mayNot(Client client, String what, Consumer<S3Client> action) {
        String seen = attempt(client.s3(), action);
        outcomes.add(Outcome.of(client.name() + " never " + what, seen.equals("refused"), seen));
    }

    /** Some gateways look for what allows a copy, and not for what denies it. */
    private void shouldNot(Client client, String what, Consumer<S3Client> action) {
        String seen = attempt(client.s3(), action);
        Grade grade = seen.equals("refused") ? Grade.OK : Grade.WARN;
        outcomes.add(new Outcome(client.name() + " never " + what, grade, seen));
    }

    private static String attempt(S3Client client, Consumer<S3Client> action) {
        try {
            action.accept(client);
            return "yes";
        } catch (S3Exception e) {
            return e.statusCode() == FORBIDDEN ? "refused" : "failed with status " + e.statusCode();
        } catch (SdkException e) {
            return "no answer";
        }
    }

    private void listOwn(S3Client client) {
        list(client, key(places.directory()) + "/");
    }

    private void list(S3Client client, String prefix) {
        client.listObjectsV2(request -> request.bucket(bucket()).prefix(prefix));
    }

    private void get(S3Client client, Location directory) {
        client.getObjectAsBytes(request -> request.bucket(bucket()).key(key(directory) + "/data"));
    }

    private void put(S3Client client, String file) {
        put(client, places.directory(), file);
    }

    private void put(S3Client client, Location directory, String file) {
        client.putObject(
                request -> request.bucket(bucket()).key(key(directory) + "/" + file),
                RequestBody.fromString(StorageCheck.CONTENT));
    }

    private void copy(S3Client client, String from, String to) {
        client.copyObject(request -> request.sourceBucket(bucket())
                .sourceKey(key(places.directory()) + "/" + from)
                .destinationBucket(bucket())
                .destinationKey(key(places.directory()) + "/" + to));
    }

    private void delete(S3Client client, String file) {
        delete(client, places.directory(), file);
    }

    private void delete(S3Client client, Location directory, String file) {
        client.deleteObject(request -> request.bucket(bucket()).key(key(directory) + "/" + file));
    }

    private String bucket() {
        return places.directory().bucket();
    }

    private static String key(Location place) {
        return place.path().substring(1);
    }
}
