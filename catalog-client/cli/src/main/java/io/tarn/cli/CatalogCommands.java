package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.CatalogConfig;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.GetCatalogRequest;
import io.tarn.proto.v1.ListCatalogsRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "catalog", description = "Catalogs; the server's configuration names them")
final class CatalogCommands extends Group {
    CatalogCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List all catalogs (administrators)")
    int list() {
        List<ObjectNode> rows = cli
                .service(CatalogServiceGrpc::newBlockingStub)
                .listCatalogs(ListCatalogsRequest.getDefaultInstance())
                .getCatalogsList()
                .stream()
                .map(catalog -> {
                    ObjectNode row = Yaml.object()
                            .put("name", catalog.getName())
                            .put("id", catalog.getId())
                            .put("warehouse", catalog.getWarehouse());
                    catalog.getAllowedLocationsList().forEach(row.putArray("allowedLocations")::add);
                    return row;
                })
                .toList();
        output().list(
                        "catalogs",
                        rows,
                        Column.text("NAME", "name"),
                        Column.text("WAREHOUSE", "warehouse"),
                        Column.text("ALLOWED LOCATIONS", "allowedLocations"));
        return Exit.OK;
    }

    @Command(description = "Show what clients are told of a catalog")
    int show(@Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "") String name) {
        CatalogConfig config = cli.service(CatalogServiceGrpc::newBlockingStub)
                .getCatalog(GetCatalogRequest.newBuilder()
                        .setCatalog(name.isEmpty() ? cli.settings().catalog() : name)
                        .build());
        ObjectNode document = Yaml.object().put("name", config.getName()).put("id", config.getId());
        Documents.put(document, config.getOptionsMap());
        output().show(
                        document,
                        Column.text("Name", "name"),
                        Column.text("Id", "id"),
                        Column.text("Options", "options"));
        return Exit.OK;
    }
}
