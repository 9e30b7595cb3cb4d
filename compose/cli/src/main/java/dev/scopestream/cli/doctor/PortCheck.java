package dev.scopestream.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The services' own ports on this machine: free, or taken by whom. */
final class PortCheck {
    /** By the services' application.yml. */
    static final Map<Integer, String> PORTS = Map.of(8080, "generator", 8081, "scorer", 8082, "door");

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String STATUS = "\"status\":\"";

    private final Diagnosis diagnosis;

    PortCheck(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void run(Map<Integer, String> ports) throws InterruptedException {
        for (Map.Entry<Integer, String> port : new java.util.TreeMap<>(ports).entrySet()) {
            diagnosis.look("port", "", () -> look(port.getKey(), port.getValue()));
        }
    }

    private void look(int port, String service) throws IOException, InterruptedException {
        String what = port + " (" + service + ")";
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            diagnosis.ok("port", what + " is free");
        } catch (IOException taken) {
            String advice = "give the " + service + " another one: --port, or MICRONAUT_SERVER_PORT";
            String health = health(port);
            if (health.isEmpty()) {
                diagnosis.hint("port", what + " is taken by something that isn't one of ours", advice);
            } else if (health.equals("UP")) {
                diagnosis.ok("port", what + " is taken by a service that says UP");
            } else {
                diagnosis.wrong(
                        "port",
                        what + " is taken by a service that says " + health,
                        "http://localhost:" + port + "/health says what is wrong");
            }
        }
    }

    /** What /health says; empty when it isn't one. */
    private static String health(int port) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            String body = client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            int start = body.indexOf(STATUS);
            int end = start < 0 ? -1 : body.indexOf('"', start + STATUS.length());
            String status = end < 0 ? "" : body.substring(start + STATUS.length(), end);
            return status.matches("[A-Z_]{1,20}") ? status : "";
        } catch (IOException e) {
            return "";
        }
    }
}
