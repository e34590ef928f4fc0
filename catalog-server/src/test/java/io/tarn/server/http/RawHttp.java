package io.tarn.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sends bytes as they are: a proper HTTP client refuses to send most of what a server must survive. */
final class RawHttp {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    /**
     * @param headers whole lines, without the length of the body
     * @param body a character for each byte
     */
    record Request(String method, String target, List<String> headers, String body) {
        static Request of(String method, String target, List<String> headers, byte[] body) {
            return new Request(method, target, headers, new String(body, StandardCharsets.ISO_8859_1));
        }

        byte[] head() {
            List<String> lines = new ArrayList<>();
            lines.add(method + " " + target + " HTTP/1.1");
            lines.add("Host: localhost");
            lines.add("Connection: close");
            lines.addAll(headers);
            lines.add("Content-Length: " + body.length());
            return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return method + " " + target + " " + headers + " "
                    + (body.length() > 2_000 ? body.substring(0, 2_000) + "… (" + body.length() + " bytes)" : body);
        }
    }

    /** @throws AssertionError when no answer comes in time */
    Api.Answer send(Request request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(request.head());
            bytes.write(request.body().getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes.toByteArray());
            out.flush();
            return parse(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request, e);
        }
    }

    private static Api.Answer parse(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no HTTP: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        return new Api.Answer(
                Integer.parseInt(lines[0].split(" ", 3)[1]),
                header(lines, "x-request-id"),
                header(lines, "content-type"),
                text.substring(end + 4));
    }

    private static String header(String[] lines, String name) {
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }
}
