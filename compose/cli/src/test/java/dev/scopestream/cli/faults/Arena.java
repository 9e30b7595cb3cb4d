package dev.scopestream.cli.faults;

import dev.scopestream.client.OnceProducer;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.ScorerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** All processes of one cluster, what was sent to it, and what came out. */
final class Arena implements AutoCloseable {
    static final String GROUP = "scope-generators";

    final Brokers brokers;
    final Generators generators;
    final Random random;
    final TestPrompts prompts;
    final Admin admin;
    final Observer observer;
    private final Path directory;
    private final Producer<byte[], byte[]> producer;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Integer, String> texts = new HashMap<>();
    private Jvm scorer;

    /** @param options of the generators, as environment variables */
    Arena(Path directory, Brokers brokers, long seed, Map<String, String> options) {
        this.directory = directory;
        this.random = new Random(seed);
        this.prompts = new TestPrompts(seed);
        this.brokers = brokers;
        this.generators = new Generators(directory, brokers.bootstrap(), options);
        generators.start("one");
        generators.start("two");
        startScorer();
        this.admin = Admin.create(brokers.client());
        Map<String, Object> writing = new HashMap<>(brokers.client());
        writing.put("compression.type", "gzip"); // so that a record beyond the limits passes the broker
        writing.put("delivery.timeout.ms", 120_000);
        this.producer = OnceProducer.create(writing, 8 << 20);
        this.observer = new Observer(brokers.client());
        generators.awaitUp();
        scorer.awaitOutput("scorer up");
    }

    void startScorer() {
        scorer = Jvm.start(
                directory.resolve("scorer.log"),
                List.of("-Xmx256m"),
                List.of(ScorerApplication.class.getName()),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        brokers.bootstrap(),
                        "MICRONAUT_SERVER_PORT",
                        "-1",
                        "KAFKA_SESSION_TIMEOUT_MS",
                        "3000",
                        "KAFKA_HEARTBEAT_INTERVAL_MS",
                        "1000",
                        "SCORER_STATE_DIR",
                        directory.resolve("scorer-state").toString()));
    }

    void killScorer() {
        scorer.kill();
    }

    /** Ends the scorer by kill -9, with its state or without, and starts it again. */
    void restartScorer(boolean wipe) {
        scorer.kill();
        if (wipe) {
            delete(directory.resolve("scorer-state"));
        }
        startScorer();
    }

    /** Deletes a tree in which others may still be writing. */
    static void delete(Path tree) {
        Await.until(30, () -> deleted(tree), "deleted: " + tree);
    }

    private static boolean deleted(Path tree) {
        if (Files.notExists(tree)) {
            return true;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** The number of a prompt whose answer has text. */
    int anyAnswered() {
        List<Integer> answered = IntStream.range(0, TestPrompts.COUNT)
                .filter(number -> !texts.get(number).isEmpty())
                .boxed()
                .toList();
        return answered.get(random.nextInt(answered.size()));
    }

    /** The fault-free run: every prompt once, whose texts are what must come out from now on. */
    List<String> baseline() {
        Wave wave = new Wave(this, "base");
        for (int i = 0; i < TestPrompts.COUNT; i++) {
            wave.good(i, 0);
        }
        List<Sent> asked = wave.send();
        Await.until(180, () -> asked.stream().allMatch(observer::ended), "the fault-free run");
        observer.observed()
                .results()
                .forEach(r -> texts.put(
                        Integer.parseInt(r.event().id().substring("base-".length())),
                        r.event().output().text()));
        sent.replaceAll(s -> new Sent(
                s.partition(), s.offset(), s.id(), texts.get(Integer.parseInt(s.id().substring("base-".length())))));
        Await.until(60, () -> sent.stream().allMatch(observer::scored), "its scores");
        return Oracle.violations(sent, observer.observed());
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    /** The fault-free run's text of a prompt; empty while that runs. */
    String text(int prompt) {
        return texts.getOrDefault(prompt, "");
    }

    /** These were sent, and must come out. */
    void sent(List<Sent> added) {
        sent.addAll(added);
    }

    /** Returns when it's stored. */
    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A second result of the same prompt, as a generator without transactions might write it. */
    void sendResultAgain(Observed.Result result) {
        String[] source = result.source().split("[- ]", 3);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.RESULTS,
                result.event().id().getBytes(StandardCharsets.UTF_8),
                EventCodec.RESULT.encode(result.event()));
        new DeadLetter("", "", 1, Topics.PROMPTS, Integer.parseInt(source[0]), Long.parseLong(source[1]), "rogue")
                .writeTo(record.headers());
        send(record);
    }

    /** Prompts behind the committed offsets; -1: not known at the moment. */
    long lag() {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
            for (int p = 0; p < Brokers.PARTITIONS; p++) {
                ask.put(new TopicPartition(Topics.PROMPTS, p), OffsetSpec.latest());
            }
            return admin.listOffsets(ask).all().get().entrySet().stream()
                    .mapToLong(e -> e.getValue().offset()
                            - (committed.get(e.getKey()) == null
                                    ? 0
                                    : committed.get(e.getKey()).offset()))
                    .sum();
        } catch (ExecutionException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        generators.close();
        scorer.kill();
        observer.close();
        producer.close(java.time.Duration.ZERO);
        admin.close(java.time.Duration.ZERO);
        brokers.close();
    }
}
