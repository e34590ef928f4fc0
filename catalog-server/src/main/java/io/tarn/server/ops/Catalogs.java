package io.tarn.server.ops;

import io.tarn.server.files.Storage;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TarnException;
import io.tarn.server.vending.RemoteSigner;
import io.tarn.server.vending.Vending;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The catalogs of the configuration. They are fixed while the server runs, so looking one up asks no database. */
public final class Catalogs {
    /**
     * A catalog and what the configuration says about it.
     *
     * @param allowedLocations where clients may place what they name a location for; empty: nowhere
     * @param clientOptions what {@code /v1/config} hands to engines; never holds a secret
     * @param vending how it hands out credentials for its tables; empty: it does not
     * @param signer of requests to its store; empty: it lies in none whose requests are signed
     */
    public record Entry(
            Catalog catalog,
            Storage storage,
            List<Location> allowedLocations,
            Map<String, String> clientOptions,
            Optional<Vending> vending,
            Optional<RemoteSigner> signer) {
        public Entry(
                Catalog catalog, Storage storage, List<Location> allowedLocations, Map<String, String> clientOptions) {
            this(catalog, storage, allowedLocations, clientOptions, Optional.empty(), Optional.empty());
        }

        public Entry {
            allowedLocations = List.copyOf(allowedLocations);
            clientOptions = Map.copyOf(clientOptions);
        }

        public void close() {
            storage.close();
            vending.ifPresent(vends -> vends.vendor().close());
        }

        /** The files of the branch that {@code branch} is the head of. */
        public TableFiles files(Relation relation, Branch branch) {
            return new TableFiles(storage, relation.location(), branch.name());
        }
    }

    private final Map<UUID, Entry> byId = new TreeMap<>();
    private final Map<String, Entry> byName = new TreeMap<>();
    private final RateLimit<UUID> rates;

    public Catalogs(List<Entry> entries) {
        this(entries, RateLimit.none());
    }

    /** @param rates of requests for each catalog, by its id */
    public Catalogs(List<Entry> entries, RateLimit<UUID> rates) {
        this.rates = rates;
        for (Entry entry : entries) {
            byId.put(entry.catalog().id(), entry);
            byName.put(entry.catalog().name(), entry);
        }
    }

    public List<Entry> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The catalog of a request, which has done nothing yet.
     *
     * @param prefix the id that {@code /v1/config} handed out, or, for people, the catalog's name
     * @throws TarnException CATALOG_NOT_FOUND; RATE_LIMITED
     */
    public Entry byPrefix(String prefix) {
        Entry entry = Ids.parse(prefix)
                .flatMap(id -> Optional.ofNullable(byId.get(id)))
                .or(() -> Optional.ofNullable(byName.get(prefix)))
                .orElseThrow(() -> notFound(prefix));
        rates.take(entry.catalog().id());
        return entry;
    }

    public Optional<Entry> byId(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Optional<Entry> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public static TarnException notFound(String name) {
        String printable = Names.printable(name);
        return TarnException.about(
                ErrorCode.CATALOG_NOT_FOUND,
                printable,
                "There is no catalog '" + printable
                        + "'; set the client's option 'warehouse' to the name of a catalog of this server");
    }
}
