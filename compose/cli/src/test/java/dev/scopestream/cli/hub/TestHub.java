package dev.scopestream.cli.hub;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scopestream.engine.hub.SumKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub with one repository, {@code org/tiny}: the API and small files on one port, the content of weights, to which it
 * redirects, on another. What it does wrong is set by the test.
 */
final class TestHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final int PAGE = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A request for a file's content. */
    record Asked(String path, String range, String authorization, boolean storage) {}

    /** An answer instead of the right one. */
    record Refusal(int status, Map<String, String> headers) {}

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, Long> claimedSizes = new ConcurrentHashMap<>();
    final Map<String, byte[]> sent = new ConcurrentHashMap<>();
    final Map<String, Deque<Integer>> cuts = new ConcurrentHashMap<>();
    final Deque<Refusal> refusals = new ArrayDeque<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch halfSent = new CountDownLatch(1);
    volatile String token;
    volatile String held = "";
    volatile String redirect = "";
    volatile boolean ranges = true;
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer api;
    private final HttpServer storage;

    TestHub() throws IOException {
        api = server();
        storage = server();
        api.createContext("/api/models/org/tiny/revision/main", this::info);
        api.createContext("/api/models/org/tiny/tree/" + COMMIT, this::tree);
        api.createContext("/org/tiny/resolve/" + COMMIT + "/", exchange -> file(exchange, false));
        storage.createContext("/org/tiny/resolve/" + COMMIT + "/", exchange -> file(exchange, true));
        api.start();
        storage.start();
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        return server;
    }

    String endpoint() {
        return "http://127.0.0.1:" + api.getAddress().getPort();
    }

    private static boolean isLarge(String path) {
        return path.endsWith(".safetensors") || path.endsWith(".gguf") || path.endsWith(".bin");
    }

    private boolean refused(HttpExchange exchange) throws IOException {
        Refusal refusal;
        synchronized (refusals) {
            refusal = refusals.poll();
        }
        if (refusal == null && token != null && !("Bearer " + token).equals(authorization(exchange))) {
            refusal = new Refusal(401, Map.of());
        }
        if (refusal == null) {
            return false;
        }
        refusal.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(refusal.status(), -1);
        exchange.close();
        return true;
    }

    private static String authorization(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void info(HttpExchange exchange) throws IOException {
        if (refused(exchange)) {
            return;
        }
        ObjectNode json = JSON.createObjectNode().put("id", "org/tiny").put("sha", COMMIT);
        json.putObject("cardData").put("license", "apache-2.0");
        answer(exchange, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void tree(HttpExchange exchange) throws IOException {
        if (refused(exchange)) {
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
        List<String> paths = List.copyOf(files.keySet());
        ArrayNode json = JSON.createArrayNode();
        json.addObject().put("type", "directory").put("path", "onnx").put("oid", "x");
        for (String path : paths.subList(from, Math.min(paths.size(), from + PAGE))) {
            byte[] content = files.get(path);
            ObjectNode entry = json.addObject().put("type", "file").put("path", path);
            entry.put("oid", sum(SumKind.GIT_BLOB, content));
            long size = claimedSizes.getOrDefault(path, (long) content.length);
            entry.put("size", isLarge(path) ? 134 : size);
            if (isLarge(path)) {
                entry.putObject("lfs").put("oid", sum(SumKind.SHA256, content)).put("size", size);
            }
        }
        if (from + PAGE < paths.size()) {
            exchange.getResponseHeaders()
                    .set(
                            "Link",
                            "<" + endpoint() + exchange.getRequestURI().getPath() + "?recursive=true&cursor="
                                    + (from + PAGE) + ">; rel=\"next\"");
        }
        answer(exchange, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String sum(SumKind kind, byte[] content) {
        return HexFormat.of().formatHex(kind.begin(content.length).digest(content));
    }

    private void file(HttpExchange exchange, boolean stored) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceFirst("/org/tiny/resolve/[0-9a-f]+/", "");
        String range = exchange.getRequestHeaders().getFirst("Range");
        asked.add(new Asked(path, range, authorization(exchange), stored));
        if (!stored && refused(exchange)) {
            return;
        }
        byte[] content = sent.getOrDefault(path, files.get(path));
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (!stored && isLarge(path)) {
            String elsewhere = "http://127.0.0.1:" + storage.getAddress().getPort() + exchange.getRequestURI();
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + sum(SumKind.SHA256, files.get(path)) + '"');
            exchange.getResponseHeaders().set("Location", redirect.isEmpty() ? elsewhere : redirect);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
            return;
        }
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        send(exchange, path, Arrays.copyOfRange(content, from, content.length), from > 0 ? 206 : 200);
    }

    private void send(HttpExchange exchange, String path, byte[] content, int status) throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        Integer cut = cuts.getOrDefault(path, new ArrayDeque<>()).poll();
        OutputStream body = exchange.getResponseBody();
        if (path.equals(held)) {
            body.write(content, 0, content.length / 2);
            body.flush();
            halfSent.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        body.write(content, 0, cut == null ? content.length : Math.min(cut, content.length));
        body.flush();
        exchange.close(); // with fewer bytes than announced: the connection is cut
    }

    private static void answer(HttpExchange exchange, byte[] json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    @Override
    public void close() {
        release.countDown();
        api.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
