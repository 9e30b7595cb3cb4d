package dev.scopestream.cli.faults;

import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.fault.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Generator processes with the bundled tiny model. */
final class Generators implements AutoCloseable {
    private final Path directory;
    private final Path model;
    private final String bootstrap;
    private final Map<String, String> common;
    private final List<Node> nodes = new ArrayList<>();
    private int started;

    /** One process. */
    static final class Node {
        final String name;
        private final Path points;
        private final Jvm jvm;

        private Node(String name, Path points, Jvm jvm) {
            this.name = name;
            this.points = points;
            this.jvm = jvm;
        }

        Jvm jvm() {
            return jvm;
        }

        /** The next thread that comes to this point waits there. */
        void arm(FaultPoint point) {
            arm(point, "");
        }

        /** @param id of the request that it must come with; empty: any */
        void arm(FaultPoint point, String id) {
            try {
                Path written = Files.writeString(points.resolve("written"), id);
                Files.move(written, points.resolve(point.order()), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** False: no thread came there in time, and none will be held. */
        boolean reached(FaultPoint point, double seconds) {
            if (Await.within(seconds, () -> waits(point))) {
                return true;
            }
            delete(points.resolve(point.order()));
            return waits(point);
        }

        boolean waits(FaultPoint point) {
            return Files.exists(points.resolve(point.reached()));
        }

        /** Lets it go on. */
        void release(FaultPoint point) {
            delete(points.resolve(point.reached()));
        }

        private static void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param common options of all, as environment variables */
    Generators(Path directory, String bootstrap, Map<String, String> common) {
        this.directory = directory;
        this.model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        this.bootstrap = bootstrap;
        this.common = Map.copyOf(common);
    }

    Node start(String name) {
        return start(name, Map.of());
    }

    /** Doesn't wait until it's up. */
    Node start(String name, Map<String, String> more) {
        Path points = directory.resolve("points-" + name + "-" + started++);
        try {
            Files.createDirectories(points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        environment.put("MICRONAUT_SERVER_PORT", "-1");
        environment.put("SCOPE_MODEL", model.toString());
        environment.put("SCOPE_DTYPE", "fp32");
        environment.put("SCOPE_THREADS", "1");
        environment.put("SCOPE_INSTANCE_ID", name);
        environment.put(
                "SCOPE_SPILL_DIRECTORY", directory.resolve("spill-" + name).toString());
        environment.putAll(common);
        environment.putAll(more);
        Jvm jvm = Jvm.start(
                directory.resolve(name + ".log"),
                List.of(
                        "-Xmx384m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + points.resolve("crash.log"),
                        "-D" + FaultPoint.PROPERTY + "=" + points),
                List.of(GeneratorApplication.class.getName()),
                environment);
        Node node = new Node(name, points, jvm);
        nodes.removeIf(n -> n.name.equals(name));
        nodes.add(node);
        return node;
    }

    void awaitUp() {
        nodes.forEach(node -> node.jvm.awaitOutput("generator up"));
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Where this one's evicted entries go. */
    Path spill(String name) {
        return directory.resolve("spill-" + name);
    }

    /** Where generators that share a directory of checkpoints have it. */
    Path shared() {
        return directory.resolve("checkpoints");
    }

    /** A model of another fingerprint that generates the same: its context is longer by a token. */
    Path otherModel() {
        Path other = directory.resolve("models").resolve("longgen-tiny-longer");
        try {
            Files.createDirectories(other);
            try (Stream<Path> files = Files.list(model)) {
                for (Path file : files.toList()) {
                    Files.copy(file, other.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Path config = other.resolve("config.json");
            Files.writeString(config, Files.readString(config).replace(": 4096,", ": 4097,"));
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget(Node node) {
        nodes.remove(node);
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.jvm.kill());
    }
}
