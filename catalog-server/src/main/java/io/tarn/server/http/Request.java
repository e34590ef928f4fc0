package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.tarn.auth.Caller;
import io.tarn.auth.IdempotencyKey;
import io.tarn.auth.Sha256;
import io.tarn.auth.login.Credentials;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Names;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it: who calls, the path's variables, the query, the body.
 *
 * <p>Path segments are split raw and then form-decoded each, as Paimon's clients encode them: {@code +} is a space, and
 * {@code %2F} stays inside its segment.
 */
public final class Request {
    private final Context context;
    private final @Nullable Caller caller;
    private final Credentials credentials;
    private final String id;
    private final List<String> template;
    private final List<String> segments;
    private final Admission.Place place;
    private final Function<Credentials, Caller> identify;

    /**
     * @param caller null for a route that finds out itself who calls
     * @param place the request's among those in work
     * @param identify finds out who calls
     */
    Request(
            Context context,
            @Nullable Caller caller,
            Credentials credentials,
            String id,
            String template,
            Admission.Place place,
            Function<Credentials, Caller> identify) {
        this.context = context;
        this.caller = caller;
        this.credentials = credentials;
        this.id = id;
        this.template = List.of(template.split("/", -1));
        this.segments = List.of(context.req().getRequestURI().split("/", -1));
        this.place = place;
        this.identify = identify;
    }

    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("nobody has been asked who calls");
        }
        return caller;
    }

    /** The same request of a caller who is known to have sent it with this key. */
    public Request keyed(IdempotencyKey key) {
        return new Request(context, caller().keyed(key), credentials, id, String.join("/", template), place, identify);
    }

    /** Of all that is asked: method, path, query and body; SHA-256 in hex. */
    public String digest() {
        MessageDigest digest = Sha256.begin();
        digest.update((context.method().name() + " " + context.req().getRequestURI() + "?"
                        + context.req().getQueryString() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(context.bodyAsBytes()));
    }

    /** Under which the log tells of this request. */
    public String id() {
        return id;
    }

    public Credentials credentials() {
        return credentials;
    }

    /** As if the request had presented this name and password in its header. */
    public Credentials credentials(String name, String password) {
        String pair = URLEncoder.encode(name, StandardCharsets.UTF_8) + ":" + password;
        String header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return new Credentials(
                credentials.method(),
                credentials.path(),
                credentials.query(),
                wanted -> wanted.equalsIgnoreCase("Authorization") ? header : credentials.header(wanted),
                credentials.source(),
                null,
                credentials.body());
    }

    /** @throws TarnException INVALID_REQUEST */
    public Form form() {
        String type = context.contentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded")) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "The body has to be of the type application/x-www-form-urlencoded");
        }
        return Form.parse(context.bodyAsBytes());
    }

    /** @throws TarnException INVALID_REQUEST when the segment is not valid percent-encoding */
    public String path(String variable) {
        int index = template.indexOf("{" + variable + "}");
        if (index < 0 || index >= segments.size()) {
            throw new IllegalStateException("the route has no variable " + variable);
        }
        return decode(segments.get(index));
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw TarnException.causedBy(ErrorCode.INVALID_REQUEST, "The path is not validly encoded", e);
        }
    }

    public @Nullable String query(String name) {
        return context.queryParam(name);
    }

    /** Every value of a query parameter that may stand there several times, empty ones left out. */
    public List<String> texts(String name) {
        return context.queryParams(name).stream()
                .filter(text -> !text.isEmpty())
                .toList();
    }

    public @Nullable String header(String name) {
        return context.header(name);
    }

    /**
     * The protocol's paging.
     *
     * @param patternName the query parameter that holds a name pattern
     * @throws TarnException INVALID_REQUEST
     */
    public PageRequest page(String patternName) {
        String pattern = query(patternName);
        String token = query("pageToken");
        return new PageRequest(
                pageSize(), token == null ? "" : token, NamePattern.parse(pattern == null ? "" : pattern));
    }

    /**
     * Paging of a list over all databases.
     *
     * @param patternName the query parameter that holds a pattern for the names of objects
     * @throws TarnException INVALID_REQUEST
     */
    public CatalogPageRequest catalogPage(String patternName) {
        PageRequest page = page(patternName);
        String databases = query("databaseNamePattern");
        return new CatalogPageRequest(
                page.size(), page.after(), NamePattern.parse(databases == null ? "" : databases), page.pattern());
    }

    /** {@code maxResults}; absent, zero or negative means the default, more than the maximum means the maximum. */
    public int pageSize() {
        return pageSize(number("maxResults", 0));
    }

    /**
     * The page token of a list that goes down by number.
     *
     * @return the number of the last entry already seen; beyond all for the first page
     * @throws TarnException INVALID_REQUEST
     */
    public long before() {
        String token = query("pageToken");
        if (token == null || token.isEmpty()) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST,
                    "Invalid input for queryParameter pageToken: " + Names.printable(token),
                    e);
        }
    }

    /**
     * A query parameter that is a whole number.
     *
     * @param absent the number when there is no such parameter
     * @throws TarnException INVALID_REQUEST
     */
    public int number(String name, int absent) {
        String text = query(name);
        try {
            return text == null || text.isEmpty() ? absent : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST,
                    "Invalid input for queryParameter " + name + ": " + Names.printable(text),
                    e);
        }
    }

    /** As {@link #pageSize()}, of a number that was asked for. */
    public static int pageSize(long asked) {
        return asked <= 0 ? Limits.PAGE_SIZE : (int) Math.min(asked, Limits.PAGE_SIZE);
    }

    /**
     * A query parameter that is true or false; absent is false.
     *
     * @throws TarnException INVALID_REQUEST
     */
    public boolean flag(String name) {
        String text = query(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "Invalid input for queryParameter " + name + ": " + Names.printable(text));
        }
        return true;
    }

    /** The body as a JSON object, whatever Content-Type a client says it is. */
    public Body body() {
        return new Body(Json.parse(context.bodyAsBytes()));
    }

    /** An answer with a JSON body. */
    public void answer(JsonNode body) {
        answer(Json.bytes(body));
    }

    /** @param body JSON already, in UTF-8 */
    public void answer(byte[] body) {
        context.status(200).contentType(Json.CONTENT_TYPE).result(body);
    }

    /**
     * Answers when there is something to answer with. Until then the request is in no thread and not among those in work:
     * who asks for this bounds the time and the number, and lets go when the server stops, which waits for the answers.
     */
    public <T> void answerLater(CompletableFuture<T> later, Function<T, JsonNode> body) {
        place.stepAside();
        context.future(() -> later.thenAcceptAsync(found -> answer(body.apply(found))));
    }

    /** Begins to send a stream, or throws. */
    @FunctionalInterface
    public interface Streaming {
        /** @param identify finds out again who calls, by the same credentials */
        EventStreamWriter.Client begin(EventStreamWriter writer, Supplier<Caller> identify);
    }

    /**
     * Answers with a stream, which holds no thread and no place among the requests in work: who asks for this bounds the
     * number, and ends it when the server stops.
     */
    public void stream(String contentType, Streaming streaming) {
        Credentials shown = shown();
        EventStreamWriter writer = new EventStreamWriter(output());
        EventStreamWriter.Client client = streaming.begin(writer, () -> identify.apply(shown));
        context.status(200).header("Cache-Control", "no-store").header("X-Accel-Buffering", "no");
        context.res().setContentType(contentType);
        place.leave();
        context.future(() -> {
            writer.listen(context.req().getAsyncContext(), client);
            return writer.over();
        });
    }

    private ServletOutputStream output() {
        try {
            return context.res().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As they were presented: the request itself is not to be asked any more once it is answered. */
    private Credentials shown() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Collections.list(context.req().getHeaderNames())
                .forEach(name -> headers.put(name, context.req().getHeader(name)));
        return new Credentials(
                credentials.method(),
                credentials.path(),
                credentials.query(),
                headers::get,
                credentials.source(),
                credentials.certificateSubject(),
                () -> new byte[0]);
    }

    /** An answer with a secret in it, which nobody on its way may keep. */
    public void answerOnce(JsonNode body) {
        answerOnce(Json.bytes(body));
    }

    /** @param body JSON already, in UTF-8 */
    public void answerOnce(byte[] body) {
        context.header("Cache-Control", "no-store");
        answer(body);
    }

    /** An answer without content, with the status that says so. */
    public void answerNoContent() {
        context.status(204);
    }

    /** A header of the answer. */
    public void tell(String header, String value) {
        context.header(header, value);
    }

    /** The client has what it asks for. */
    public void answerNotModified() {
        context.status(304);
    }

    /** An answer without content; some clients accept no 201 or 204 here. */
    public void answerEmpty() {
        context.status(200);
    }
}
