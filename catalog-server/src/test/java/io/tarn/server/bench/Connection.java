package io.tarn.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** One connection that stays open. It costs next to nothing, so that what is measured on a small machine is the server. */
final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /**
     * @param headers whole lines, without a line's end
     * @param body a character for each byte
     */
    record Answer(int status, List<String> headers, String body) {
        /** Empty without such a header. */
        String header(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /** A request that is sent again and again, as bytes. */
    static byte[] request(String method, String path, List<String> headers, String body) {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Host: localhost"));
        lines.addAll(headers);
        lines.add("Content-Length: " + body.length());
        return (String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(ISO_8859_1);
    }

    Answer send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        Answer head = new Answer(status, headers, "");
        return new Answer(status, headers, new String(body(head), ISO_8859_1));
    }

    private byte[] body(Answer head) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (!head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            return in.readNBytes(Integer.parseInt(head.header("Content-Length")));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
