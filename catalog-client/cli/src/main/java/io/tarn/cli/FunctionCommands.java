package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AlterFunctionRequest;
import io.tarn.proto.v1.CreateFunctionRequest;
import io.tarn.proto.v1.DropFunctionRequest;
import io.tarn.proto.v1.Function;
import io.tarn.proto.v1.FunctionBody;
import io.tarn.proto.v1.FunctionChange;
import io.tarn.proto.v1.FunctionDefinition;
import io.tarn.proto.v1.FunctionServiceGrpc;
import io.tarn.proto.v1.FunctionServiceGrpc.FunctionServiceBlockingStub;
import io.tarn.proto.v1.GetFunctionRequest;
import io.tarn.proto.v1.ListAllFunctionsRequest;
import io.tarn.proto.v1.ListAllFunctionsResponse;
import io.tarn.proto.v1.ListFunctionsRequest;
import io.tarn.proto.v1.ListFunctionsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "function", description = "Functions")
final class FunctionCommands extends Group {
    FunctionCommands(Cli cli) {
        super(cli);
    }

    private FunctionServiceBlockingStub functions() {
        return cli.service(FunctionServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the functions of a database, or of all, that you may know of")
    int list(
            @Parameters(paramLabel = "DATABASE", arity = "0..1", defaultValue = "") String database,
            @Option(names = "--like", paramLabel = "PATTERN") @Nullable String like) {
        List<ObjectNode> rows = database.isEmpty() ? all(like) : of(ObjectPath.single(database), like);
        output().list("functions", rows, Column.text("NAME", "name"));
        return Exit.OK;
    }

    private List<ObjectNode> all(@Nullable String like) {
        return Pages.all(output(), token -> {
                    ListAllFunctionsResponse page = functions()
                            .listAllFunctions(ListAllFunctionsRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setPage(page(token, like))
                                    .build());
                    return new Pages.Page<>(page.getFunctionsList(), page.getNextPageToken());
                })
                .stream()
                .map(name -> Documents.named(name.getDatabase(), name.getName()))
                .toList();
    }

    private List<ObjectNode> of(String database, @Nullable String like) {
        return Pages.all(output(), token -> {
                    ListFunctionsResponse page = functions()
                            .listFunctions(ListFunctionsRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setDatabase(database)
                                    .setPage(page(token, like))
                                    .build());
                    return new Pages.Page<>(page.getFunctionsList(), page.getNextPageToken());
                })
                .stream()
                .map(name -> Documents.named(database, name))
                .toList();
    }

    private ObjectNode document(ObjectPath path) {
        Function function = functions()
                .getFunction(GetFunctionRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setFunction(path.name())
                        .build());
        FunctionDefinition definition = function.getDefinition();
        ObjectNode document = Documents.named(path.database(), path.object())
                .put("id", function.getId())
                .put("deterministic", definition.getDeterministic());
        if (definition.hasInput()) {
            Documents.put(document.putArray("input"), definition.getInput().getFieldsList());
        }
        if (definition.hasOutput()) {
            Documents.put(document.putArray("output"), definition.getOutput().getFieldsList());
        }
        ObjectNode bodies = document.putObject("bodies");
        new TreeMap<>(definition.getBodiesMap()).forEach((dialect, body) -> bodies.set(dialect, document(body)));
        Documents.put(document, definition.getOptionsMap());
        if (definition.hasComment()) {
            document.put("comment", definition.getComment());
        }
        Documents.put(document, function.getAudit());
        return document;
    }

    private static ObjectNode document(FunctionBody body) {
        return switch (body.getBodyCase()) {
            case SQL -> Yaml.object().put("sql", body.getSql().getDefinition());
            case LAMBDA ->
                Yaml.object()
                        .put("language", body.getLambda().getLanguage())
                        .put("source", body.getLambda().getDefinition());
            case FILE -> {
                ObjectNode file = Yaml.object()
                        .put("language", body.getFile().getLanguage())
                        .put("class", body.getFile().getClassName());
                body.getFile()
                        .getResourcesList()
                        .forEach(resource -> file.withArray("files")
                                .addObject()
                                .put("type", resource.getType())
                                .put("uri", resource.getUri()));
                yield file;
            }
            case BODY_NOT_SET -> Yaml.object();
        };
    }

    @Command(description = "Show a function")
    int show(@Parameters(paramLabel = "FUNCTION") String name) {
        ObjectNode document = document(ObjectPath.parse(name));
        output().show(
                        document,
                        Documents.with(
                                Documents.AUDIT,
                                Column.text("Name", "name"),
                                Column.text("Id", "id"),
                                Column.text("Comment", "comment"),
                                Column.text("Deterministic", "deterministic"),
                                Column.text("Definitions", "bodies"),
                                Column.text("Options", "options")));
        Column[] fields = {Column.text("NAME", "name"), Column.text("TYPE", "type")};
        output().part("Input", document.path("input"), fields);
        output().part("Output", document.path("output"), fields);
        return Exit.OK;
    }

    @Command(description = "Create a function of SQL expressions, or of classes in a jar")
    int create(
            @Parameters(paramLabel = "FUNCTION") String name,
            @Option(names = "--input", paramLabel = "'NAME TYPE'") @Nullable List<String> input,
            @Option(names = "--output", paramLabel = "'NAME TYPE'") @Nullable List<String> output,
            @Option(names = "--sql", paramLabel = "DIALECT=SQL") @Nullable Map<String, String> sql,
            @Option(names = "--java-class", paramLabel = "DIALECT=CLASS") @Nullable Map<String, String> classes,
            @Option(names = "--jar", paramLabel = "URI", description = "Where the classes are") @Nullable
                    List<String> jars,
            @Option(names = "--deterministic", description = "Equal arguments give an equal result")
                    boolean deterministic,
            @Option(names = "--comment", paramLabel = "TEXT") @Nullable String comment) {
        FunctionDefinition.Builder definition = FunctionDefinition.newBuilder().setDeterministic(deterministic);
        if (input != null) {
            definition.setInput(fields(input));
        }
        if (output != null) {
            definition.setOutput(fields(output));
        }
        all(sql).forEach((dialect, text) -> definition.putBodies(dialect, sql(text)));
        all(classes).forEach((dialect, type) -> definition.putBodies(dialect, file(type, all(jars))));
        if (comment != null) {
            definition.setComment(comment);
        }
        functions()
                .createFunction(CreateFunctionRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setFunction(ObjectPath.parse(name).name())
                        .setDefinition(definition)
                        .build());
        output().done("created", "function", name);
        return Exit.OK;
    }

    private static io.tarn.proto.v1.Parameters.Builder fields(List<String> texts) {
        return io.tarn.proto.v1.Parameters.newBuilder().addAllFields(ColumnText.fields(texts));
    }

    private static FunctionBody sql(String text) {
        return FunctionBody.newBuilder()
                .setSql(FunctionBody.Sql.newBuilder().setDefinition(text))
                .build();
    }

    private static FunctionBody file(String type, List<String> jars) {
        FunctionBody.File.Builder file =
                FunctionBody.File.newBuilder().setLanguage("JAVA").setClassName(type);
        jars.forEach(jar -> file.addResources(
                FunctionBody.File.Resource.newBuilder().setType("jar").setUri(jar)));
        return FunctionBody.newBuilder().setFile(file).build();
    }

    @Command(description = "Change a function: all changes or none")
    int alter(
            @Parameters(paramLabel = "FUNCTION") String name,
            @Option(names = "--add-sql", paramLabel = "DIALECT=SQL") @Nullable Map<String, String> added,
            @Option(names = "--update-sql", paramLabel = "DIALECT=SQL") @Nullable Map<String, String> updated,
            @Option(names = "--drop-dialect", paramLabel = "DIALECT") @Nullable List<String> dropped,
            @Mixin CommonChanges common) {
        List<FunctionChange.Builder> changes = new ArrayList<>();
        all(added)
                .forEach((dialect, text) ->
                        changes.add(FunctionChange.newBuilder().setAddBody(body(dialect, text))));
        all(updated)
                .forEach((dialect, text) ->
                        changes.add(FunctionChange.newBuilder().setUpdateBody(body(dialect, text))));
        all(dropped)
                .forEach(dialect -> changes.add(FunctionChange.newBuilder()
                        .setDropBody(FunctionChange.DropBody.newBuilder().setDialect(dialect))));
        common.set().forEach(set -> changes.add(FunctionChange.newBuilder().setSetOption(set)));
        common.unset().forEach(unset -> changes.add(FunctionChange.newBuilder().setRemoveOption(unset)));
        common.comment()
                .ifPresent(comment -> changes.add(FunctionChange.newBuilder().setUpdateComment(comment)));
        if (changes.isEmpty()) {
            throw new UsageException("Say what is to be changed: tarn help function alter");
        }
        functions()
                .alterFunction(AlterFunctionRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setFunction(ObjectPath.parse(name).name())
                        .addAllChanges(changes.stream()
                                .map(FunctionChange.Builder::build)
                                .toList())
                        .build());
        output().done("altered", "function", name);
        return Exit.OK;
    }

    private static FunctionChange.Body.Builder body(String dialect, String text) {
        return FunctionChange.Body.newBuilder().setDialect(dialect).setBody(sql(text));
    }

    @Command(description = "Drop a function")
    int drop(@Parameters(paramLabel = "FUNCTION") String name) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "drop function " + path,
                path.toString(),
                () -> List.of("definitions  "
                        + BlastRadius.names(new ArrayList<>(functions()
                                .getFunction(GetFunctionRequest.newBuilder()
                                        .setCatalog(cli.catalog())
                                        .setFunction(path.name())
                                        .build())
                                .getDefinition()
                                .getBodiesMap()
                                .keySet()))),
                () -> {
                    functions()
                            .dropFunction(DropFunctionRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setFunction(path.name())
                                    .build());
                    output().done("dropped", "function", path.toString());
                });
    }
}
