package io.tarn.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;

/** One connection that stays open, and is opened again when the server ends it with an answer. It costs next to nothing, so that what is measured on a small machine is the server. */
final class HttpConnection implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;
    private boolean ended;

    /** @param body a character for each byte */
    record Answer(int status, String body) {}

    HttpConnection(int port) throws IOException {
        this.port = port;
        this.socket = connect(port);
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /**
     * A request as bytes, which may be sent again and again.
     *
     * @param headers whole lines, without a line's end
     */
    static byte[] request(String method, String path, List<String> headers, String body) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        text.append("Content-Length: ")
                .append(body.getBytes(UTF_8).length)
                .append("\r\n\r\n")
                .append(body);
        return text.toString().getBytes(UTF_8);
    }

    Answer send(byte[] request) throws IOException {
        if (ended) {
            socket.close();
            socket = connect(port);
            in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            ended = false;
        }
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            } else if (header.startsWith("connection:")) {
                ended = header.contains("close");
            }
        }
        return new Answer(status, new String(chunked ? chunks() : in.readNBytes(length), ISO_8859_1));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private String line() throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r' && length < line.length) {
                line[length++] = (byte) next;
            }
        }
        return new String(line, 0, length, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
