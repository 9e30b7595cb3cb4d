package dev.scopestream.cli.faults;

import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Harm to logs: topics made anew and grown, ends and offsets lost, times that mean nothing, transactions. */
final class LogFaults {
    private static final long APART_MILLIS = 10 * 60_000L;

    private LogFaults() {}

    /** All is finished, then the prompts' topic is deleted and made anew; generators run meanwhile, or don't. */
    static void recreateTopic(Shot shot) {
        Arena arena = shot.arena();
        settled(shot);
        boolean running = arena.random.nextBoolean();
        List<Generators.Node> nodes = running ? List.of() : arena.generators.nodes();
        nodes.forEach(node -> node.jvm().kill());
        arena.killScorer(); // Kafka Streams ends where a topic goes
        TopicSpec spec = TopicPlan.bundled().topics().stream()
                .filter(topic -> topic.name().equals(Topics.PROMPTS))
                .findFirst()
                .orElseThrow();
        BrokerFaults.call(
                () -> arena.admin.deleteTopics(List.of(Topics.PROMPTS)).all().get());
        NewTopic anew = new NewTopic(Topics.PROMPTS, Brokers.PARTITIONS, (short) arena.brokers.count());
        Await.until(
                30,
                () -> BrokerFaults.accepts(arena.admin
                        .createTopics(List.of(anew.configs(replicated(spec, arena.brokers.count()))))
                        .all()),
                "made anew");
        shot.harmed();
        nodes.forEach(node -> arena.generators.start(node.name));
        arena.startScorer();
        shot.send();
    }

    private static Map<String, String> replicated(TopicSpec spec, int copies) {
        return spec.withReplication((short) copies).configs();
    }

    /** Every prompt so far is finished, and its offset committed. */
    private static void settled(Shot shot) {
        shot.send();
        Await.until(
                120,
                () -> shot.sent().stream()
                        .allMatch(s -> shot.arena().observer.ended(s)
                                && shot.arena().observer.scored(s)),
                "all ended before the harm");
        Await.until(60, () -> shot.arena().lag() == 0, "all committed before the harm");
    }

    /** The only broker comes back without the last records of a partition, and gets others at their offsets. */
    static void truncateLog(Shot shot) {
        Arena arena = shot.arena();
        settled(shot);
        int partition = arena.random.nextInt(Brokers.PARTITIONS);
        Jvm broker = arena.brokers.node(0);
        broker.signal("TERM");
        broker.join();
        SegmentCut.last(arena.brokers.log(0, Topics.PROMPTS, partition), 1 + arena.random.nextInt(3));
        shot.harmed();
        arena.brokers.revive(0);
        shot.sendTo(partition);
    }

    /** Generators die with prompts under way, and the group's offsets go before they come back. */
    static void loseOffsets(Shot shot) {
        Arena arena = shot.arena();
        shot.sendInTransactions();
        boolean unused = Await.within(20, () -> shot.sent().stream().anyMatch(arena.observer::ended));
        List<Generators.Node> nodes = arena.generators.nodes();
        nodes.forEach(node -> node.jvm().kill());
        shot.harmed();
        Await.until(
                60,
                () -> BrokerFaults.accepts(
                        arena.admin.deleteConsumerGroups(List.of(Arena.GROUP)).all()),
                "the group is empty, and can be deleted");
        nodes.forEach(node -> arena.generators.start(node.name));
    }

    /** Prompts in transactions, every second one aborted; a generator is killed meanwhile. */
    static void transactions(Shot shot) {
        shot.sendInTransactions();
        GeneratorFaults.killOne(shot);
    }

    /** Senders' clocks are minutes ahead and minutes behind. */
    static void clocksApart(Shot shot) {
        shot.send();
        cancelAndRepeat(shot, APART_MILLIS, 0);
        cancelAndRepeat(shot, -APART_MILLIS, 0);
    }

    /** The control topic gets a partition more, and a cancellation comes by it. */
    static void addPartition(Shot shot) {
        Arena arena = shot.arena();
        shot.send();
        int count = BrokerFaults.call(() -> arena.admin
                        .describeTopics(List.of(Topics.CONTROL))
                        .allTopicNames()
                        .get()
                        .get(Topics.CONTROL))
                .partitions()
                .size();
        BrokerFaults.call(() -> arena.admin
                .createPartitions(Map.of(Topics.CONTROL, NewPartitions.increaseTo(count + 1)))
                .all()
                .get());
        shot.harmed();
        cancelAndRepeat(shot, 0, count);
    }

    /**
     * A request, its cancellation, and when it has ended, the same request again: that one isn't cancelled.
     *
     * @param shift milliseconds that the clock of the first's sender is ahead; the others' are as much behind
     * @param partition of the cancellation
     */
    private static void cancelAndRepeat(Shot shot, long shift, int partition) {
        Arena arena = shot.arena();
        String id = Observer.ASIDE + Long.toHexString(arena.random.nextLong());
        Wave wave = new Wave(arena, id);
        int prompt = arena.random.nextInt(TestPrompts.COUNT);
        byte[] value = arena.prompts.value(prompt, id);
        arena.send(wave.record(id, value, shift));
        arena.send(new ProducerRecord<>(
                Topics.CONTROL,
                partition,
                System.currentTimeMillis() - shift,
                id.getBytes(StandardCharsets.UTF_8),
                EventCodec.CANCEL.encode(new CancelEvent(id))));
        Await.until(60, () -> !arena.observer.aside(id).isEmpty(), "the end of " + id);
        arena.send(wave.record(id, value, -shift));
        Await.until(60, () -> arena.lag() == 0, "the end of all requests of " + id);
        Await.until(60, () -> whole(arena.observer.aside(id)), "one answer to " + id);
    }

    private static boolean whole(List<FinishReason> ends) {
        List<FinishReason> before = ends.subList(0, ends.size() - 1);
        if (ends.size() > 2 || before.stream().anyMatch(reason -> reason != FinishReason.CANCELLED)) {
            throw new AssertionError("a request's ends are " + ends);
        }
        return ends.get(ends.size() - 1) != FinishReason.CANCELLED;
    }
}
