package dev.scopestream.generator.resume.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.AdmittedPrompts;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.resume.CheckpointPlace;
import dev.scopestream.generator.resume.CheckpointRule;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.resume.SharedCheckpoints;
import dev.scopestream.generator.spill.LocalCheckpoints;
import dev.scopestream.generator.spill.RocksEvictionSpill;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointDirectory;
import dev.scopestream.spill.checkpoint.CheckpointDirectoryOptions;
import dev.scopestream.spill.checkpoint.CheckpointMedium;
import dev.scopestream.spill.checkpoint.CheckpointStatistics;
import dev.scopestream.spill.checkpoint.QueueOptions;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every store, each with the real thing below it; each step is another instance's. */
class CheckpointStoreContractTest {
    private static final CheckpointRule RULE = new CheckpointRule(256, Duration.ofSeconds(2), true);
    private static final TopicPartition PROMPTS = new TopicPartition("prompts", 1);
    private static final ModelInfo MODEL = model("0");
    private static final long QUOTA = 64 << 20;
    private static final Duration TTL = Duration.ofHours(1);

    enum Kind {
        LOCAL,
        DIRECTORY,
        KAFKA
    }

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private CheckpointStore open;
    private QueuedCheckpoints queued;
    private RocksEvictionSpill spill;
    private Optional<OffsetAndMetadata> committed = Optional.empty();
    private Clock clock = Clock.systemUTC();
    private long quota = QUOTA;
    private String program = "program";

    private static ModelInfo model(String digest) {
        return model(digest, Dtype.FP32, KvDtype.AUTO);
    }

    private static ModelInfo model(String digest, Dtype dtype, KvDtype kvDtype) {
        return new ModelInfo("m", digest, new ModelInfo.Shape(1, 1, 1, 4, 10, 100), dtype, kvDtype);
    }

    private static AdmittedPrompt prompt(long offset) {
        return AdmittedPrompts.of(new PromptClaim(PROMPTS, 1, offset), "p-" + offset, 0)
                .build();
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[1_800_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void end() throws Exception {
        shut();
        if (broker != null) {
            broker.close();
        }
    }

    private void shut() throws Exception {
        if (open == null) {
            return;
        }
        open.flushed().get(30, TimeUnit.SECONDS);
        open.pointers()
                .flatMap(table -> table.due(List.of(PROMPTS)))
                .ifPresent(due -> committed =
                        Optional.of(due.offsets().values().iterator().next()));
        open.close();
        open = null;
        if (spill != null) {
            spill.close();
        }
    }

    /** The next owner's. */
    private CheckpointStore next(Kind kind) throws Exception {
        shut();
        open = switch (kind) {
            case LOCAL -> local();
            case DIRECTORY ->
                shared(
                        new CheckpointDirectory(new CheckpointDirectoryOptions(directory, quota, TTL, QUOTA), clock),
                        Optional.empty());
            case KAFKA -> kafka();
        };
        return open;
    }

    private CheckpointStore local() {
        spill = RocksEvictionSpill.open(new SpillSettings(
                directory,
                false,
                1 << 30,
                8 << 20,
                1 << 20,
                Duration.ofHours(1),
                "wait",
                Duration.ofSeconds(5),
                512,
                Duration.ofSeconds(2),
                false));
        return new LocalCheckpoints(spill, RULE);
    }

    private CheckpointStore shared(CheckpointMedium medium, Optional<PointerTable> pointers) {
        QueueOptions options = new QueueOptions(0, Duration.ofSeconds(20), 32 << 20);
        queued = QueuedCheckpoints.open(medium, options, clock);
        return new SharedCheckpoints(queued, pointers, RULE, "group", "worker", program, clock);
    }

    private CheckpointStore kafka() throws Exception {
        if (broker == null) {
            broker = EmbeddedBroker.start(directory.resolve("broker"));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("checkpoints", 2, (short) 1)))
                        .all()
                        .get();
            }
        }
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        PointerTable table = new PointerTable("checkpoints");
        int unused = table.restore(1, committed, Uuid.ONE_UUID);
        return shared(
                new CheckpointTopic(
                        SharedCheckpoints.space("group", PROMPTS.topic()),
                        table,
                        new RecordWriter(() ->
                                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())),
                        new SliceReader(() ->
                                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())),
                        new CheckpointTopicOptions(quota, TTL, Duration.ofSeconds(20), QUOTA),
                        clock),
                Optional.of(table));
    }

    private static CheckpointPlace place(CheckpointStore store, long offset, int attempt, ModelInfo model)
            throws Exception {
        return store.open(prompt(offset), attempt, model).get(30, TimeUnit.SECONDS);
    }

    private static void save(CheckpointPlace place, byte[] payload) {
        ByteBuffer head = ByteBuffer.wrap(payload, 0, 100);
        ByteBuffer rest = ByteBuffer.wrap(payload, 100, payload.length - 100);
        assertThat(place.save(List.of(head.slice(), rest.slice()), 40, Duration.ofSeconds(5)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldGiveTheNextAttemptWhatWasSavedLastAndNothingWhenItIsDelivered(Kind kind) throws Exception {
        CheckpointStore first = next(kind);
        CheckpointPlace one = place(first, 7, 1, MODEL);
        assertThat(one.load().missed()).contains(MissReason.ABSENT);
        save(one, random(1));
        first.flushed().get();
        save(one, random(2));
        save(place(first, 8, 1, MODEL), random(3));

        CheckpointStore second = next(kind);
        assertThat(place(second, 7, 2, model("1")).load().missed()).contains(MissReason.FOREIGN_MODEL);
        CheckpointPlace two = place(second, 7, 2, MODEL);
        assertThat(two.load().found()).contains(ByteBuffer.wrap(random(2)));
        assertThat(place(second, 9, 2, MODEL).load().missed()).contains(MissReason.ABSENT);
        save(two, random(4));

        CheckpointStore third = next(kind);
        CheckpointPlace three = place(third, 7, 3, MODEL);
        assertThat(three.load().found()).contains(ByteBuffer.wrap(random(4)));
        three.delivered();

        CheckpointStore fourth = next(kind);
        assertThat(place(fourth, 7, 4, MODEL).load().missed()).contains(MissReason.ABSENT);
        assertThat(place(fourth, 8, 2, MODEL).load().found()).contains(ByteBuffer.wrap(random(3)));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldForgetWhatBeganAnewAndWhatIsFinished(Kind kind) throws Exception {
        CheckpointStore first = next(kind);
        for (long offset : new long[] {7, 8, 9}) {
            save(place(first, offset, 1, MODEL), random(1));
        }
        CheckpointStore second = next(kind);
        place(second, 7, 2, MODEL).discard();
        second.forgetFinished(PROMPTS, offset -> offset == 8);

        CheckpointStore third = next(kind);
        assertThat(place(third, 7, 3, MODEL).load().missed()).contains(MissReason.ABSENT);
        assertThat(place(third, 8, 3, MODEL).load().missed()).contains(MissReason.ABSENT);
        assertThat(place(third, 9, 3, MODEL).load().found()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldTakeNothingOfAnotherModelOrElementTypeAndSayWhy(Kind kind) throws Exception {
        save(place(next(kind), 7, 1, MODEL), random(1));
        CheckpointStore second = next(kind);
        List<ModelInfo> others = new ArrayList<>(List.of(model("1"), model("0", Dtype.BF16, KvDtype.AUTO)));
        if (kind != Kind.LOCAL) { // there the engine finds it out
            others.add(model("0", Dtype.FP32, KvDtype.INT8));
        }
        for (ModelInfo other : others) {
            assertThat(place(second, 7, 2, other).load().missed())
                    .as("%s", other)
                    .contains(MissReason.FOREIGN_MODEL);
        }
        assertThat(place(second, 7, 2, MODEL).load().found()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldTakeNothingOfAnotherVersionOfTheProgram(Kind kind) throws Exception {
        save(place(next(kind), 7, 1, MODEL), random(1));
        program = "a later one";
        assertThat(place(next(kind), 7, 2, MODEL).load().missed()).contains(MissReason.FOREIGN_MODEL);
        program = "program";
        assertThat(place(next(kind), 7, 2, MODEL).load().found()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldForgetWhatIsTooOld(Kind kind) throws Exception {
        save(place(next(kind), 7, 1, MODEL), random(1));
        clock = Clock.offset(Clock.systemUTC(), TTL.plusMinutes(5));
        assertThat(place(next(kind), 7, 2, MODEL).load().missed().orElseThrow())
                .as("swept already, or too old to be used")
                .isIn(MissReason.ABSENT, MissReason.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldMakeRoomByWhatIsOldest(Kind kind) throws Exception {
        quota = 5 << 20; // of three, two fit
        CheckpointStore first = next(kind);
        for (long offset : new long[] {7, 8, 9}) {
            save(place(first, offset, 1, MODEL), random((int) offset));
            first.flushed().get(30, TimeUnit.SECONDS);
        }
        CheckpointStore second = next(kind);
        assertThat(place(second, 7, 2, MODEL).load().missed()).contains(MissReason.ABSENT);
        assertThat(place(second, 8, 2, MODEL).load().found()).contains(ByteBuffer.wrap(random(8)));
        assertThat(place(second, 9, 2, MODEL).load().found()).contains(ByteBuffer.wrap(random(9)));
    }

    /** Of what is the same as in {@link #random} but for some bytes. */
    private static byte[] changed(int seed, int by) {
        byte[] bytes = random(seed);
        byte[] fresh = new byte[20_000];
        new Random(100 + by).nextBytes(fresh);
        System.arraycopy(fresh, 0, bytes, 900_000, fresh.length);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldWriteWhatChangedAlone(Kind kind) throws Exception {
        CheckpointStore first = next(kind);
        CheckpointPlace one = place(first, 7, 1, MODEL);
        for (int by = 0; by < 4; by++) {
            save(one, changed(1, by));
            first.flushed().get(30, TimeUnit.SECONDS);
        }
        CheckpointStatistics statistics = queued.statistics();
        assertThat(statistics.written()).isEqualTo(4);
        assertThat(statistics.changes()).isEqualTo(3);
        assertThat(statistics.changeBytes()).isBetween(3 * 20_000L, 3 * 60_000L);

        CheckpointStore second = next(kind);
        assertThat(place(second, 7, 2, model("1")).load().missed()).contains(MissReason.FOREIGN_MODEL);
        CheckpointPlace two = place(second, 7, 2, MODEL);
        assertThat(two.load().found()).contains(ByteBuffer.wrap(changed(1, 3)));
        save(two, changed(1, 4));
        second.flushed().get(30, TimeUnit.SECONDS);
        assertThat(queued.statistics().changes())
                .as("another attempt begins with a whole one")
                .isZero();
        save(two, changed(1, 5));
        CheckpointStore third = next(kind);
        CheckpointPlace three = place(third, 7, 3, MODEL);
        assertThat(three.load().found()).contains(ByteBuffer.wrap(changed(1, 5)));
        save(three, random(2)); // has nothing in common with them
        third.flushed().get(30, TimeUnit.SECONDS);
        save(three, random(3));
        third.flushed().get(30, TimeUnit.SECONDS);
        assertThat(queued.statistics().changes()).isZero();
        place(third, 7, 3, MODEL).delivered();
        assertThat(place(next(kind), 7, 4, MODEL).load().missed()).contains(MissReason.ABSENT);
    }
}
