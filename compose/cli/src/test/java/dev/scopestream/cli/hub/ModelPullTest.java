package dev.scopestream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pulls from a hub of the test's own, which holds the tiny model. */
class ModelPullTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path directory;

    private TestHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new TestHub();
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("bundled"));
        for (String name :
                List.of(WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            hub.files.put(name, Files.readAllBytes(model.resolve(name)));
        }
        put("README.md", "---\nlicense: apache-2.0\n---\n# Tiny\nsolves \u001b[31msums\n");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private void put(String path, String content) {
        hub.files.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private Cli.Outcome model(String command, String... more) {
        List<String> line = new ArrayList<>(List.of("model", command, "--cache", cache().toString()));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    private Cli.Outcome pull(String... more) {
        List<String> line = new ArrayList<>(List.of("org/tiny", "--endpoint", hub.endpoint()));
        line.addAll(List.of(more));
        return model("pull", line.toArray(String[]::new));
    }

    private Path cache() {
        return directory.resolve("cache");
    }

    private static Path pulled(Cli.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Path.of(outcome.out().lines().skip(1).findFirst().orElseThrow());
    }

    private static List<String> names(Path model) throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertNothingIsThere() {
        assertThat(model("list").out()).contains("no models in");
        assertThat(model("check", "org/tiny").err()).contains("scopestream model pull org/tiny");
    }

    @Test
    void shouldFetchWhatTheEngineReadsAndNothingThatRuns() throws IOException {
        put("pytorch_model.bin", "pickle");
        put("modeling_tiny.py", "import os");
        put("onnx/model.onnx", "graph");
        hub.token = "secret";
        Path token = Files.writeString(directory.resolve("token"), "secret\n");

        Path model = pulled(pull("--token-file", token.toString()));

        assertThat(model).hasFileName("tiny");
        assertThat(names(model))
                .containsExactly(
                        "README.md",
                        "config.json",
                        WEIGHTS,
                        "special_tokens_map.json",
                        "tokenizer.json",
                        "tokenizer_config.json");
        assertThat(model.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
        assertThat(hub.asked).filteredOn(asked -> !asked.storage()).allMatch(asked -> asked.authorization()
                .equals("Bearer secret"));
        assertThat(hub.asked).filteredOn(TestHub.Asked::storage).isNotEmpty().allMatch(asked -> asked.authorization()
                .equals("null"));
        assertThat(model("list").out()).contains("org/tiny", "main", TestHub.COMMIT.substring(0, 12), "apache-2.0");
        assertThat(model("check", "org/tiny").out()).contains("6 files are right", "layers");
        assertThat(model("card", "org/tiny@" + TestHub.COMMIT.substring(0, 8)).out())
                .contains("licence: apache-2.0", "# Tiny\nsolves \uFFFD[31msums")
                .doesNotContain("license:");
    }

    @Test
    void shouldSayWhatIsThereAsJsonAndPullItOnlyOnce() throws IOException {
        JsonNode first = new ObjectMapper().readTree(pull("--json").out());
        int requests = hub.asked.size();
        JsonNode second = new ObjectMapper().readTree(pull("--json").out());

        assertThat(second).isEqualTo(first);
        assertThat(hub.asked).hasSize(requests);
        assertThat(new ObjectMapper().readTree(model("list", "--json").out()).get(0))
                .isEqualTo(first);
        assertThat(model("remove", "org/tiny", "--json").out())
                .startsWith("{\"model\":\"org/tiny\",\"removed_bytes\":");
        assertNothingIsThere();
        assertThat(model("remove", "org/tiny").err()).contains("there is no org/tiny");
    }

    @Test
    void shouldGoOnWhereAConnectionWasCut() throws IOException {
        hub.cuts.put(WEIGHTS, new ArrayDeque<>(List.of(1000, 70_000)));

        Path model = pulled(pull());

        assertThat(model.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
        assertThat(hub.asked)
                .filteredOn(asked -> asked.storage())
                .extracting(TestHub.Asked::range)
                .containsExactly(null, "bytes=1000-", "bytes=71000-");
    }

    @Test
    void shouldBeginAnewWhereTheServerKnowsNoRanges() throws IOException {
        hub.ranges = false;
        hub.cuts.put(WEIGHTS, new ArrayDeque<>(List.of(1000)));

        assertThat(pulled(pull()).resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    }

    @Test
    void shouldWaitAsLongAsTheHubSays() {
        hub.refusals.add(new TestHub.Refusal(429, Map.of("Retry-After", "0")));
        hub.refusals.add(new TestHub.Refusal(503, Map.of("Retry-After", "0")));
        assertThat(pull().err()).isEmpty();

        hub.refusals.add(new TestHub.Refusal(429, Map.of("Retry-After", "4000")));
        assertThat(pull().err()).contains("429", "come back in 4000 s").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 |                  | private or gated: then a token is needed, in --token-file or HF_TOKEN",
                "401 | GatedRepo        | it is gated: accept its terms on its page",
                "403 | GatedRepo        | accept its terms",
                "404 | RepoNotFound     | are the name and the revision right?",
                "404 | RevisionNotFound | there is no such revision",
                "418 |                  | the hub can't be used [418]",
            })
    void shouldSayWhatARefusalMeans(int status, String code, String message) {
        hub.refusals.add(new TestHub.Refusal(status, code == null ? Map.of() : Map.of("X-Error-Code", code)));

        Cli.Outcome outcome = pull();

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("org/tiny", message).hasLineCount(1);
        assertNothingIsThere();
    }

    @ParameterizedTest
    @CsvSource({WEIGHTS, "config.json"})
    void shouldRefuseAFileWithAWrongSum(String name) {
        byte[] other = hub.files.get(name).clone();
        other[other.length / 2] ^= 1;
        hub.sent.put(name, other);

        Cli.Outcome outcome = pull();

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(name, "its sum is", "twice").hasLineCount(1);
        assertNothingIsThere();
    }

    @Test
    void shouldNoticeWhatWasChangedAfterwards() throws IOException {
        Path model = pulled(pull());
        Files.writeString(model.resolve("config.json"), "{}");

        Cli.Outcome outcome = model("check", "org/tiny");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("config.json has 2 bytes instead of");
        assertThat(outcome.out()).contains("unusable");
    }

    @Test
    void shouldNotWriteMoreThanIsFree() {
        hub.claimedSizes.put(WEIGHTS, Long.MAX_VALUE / 4);

        assertThat(pull().err()).contains("free on the disk", "--cache").hasLineCount(1);
    }

    @Test
    void shouldNotTakeMoreBytesThanAreListed() {
        hub.claimedSizes.put(WEIGHTS, 100L);

        assertThat(pull().err()).contains("more than the 100 bytes").hasLineCount(1);
        assertNothingIsThere();
    }

    @ParameterizedTest
    @CsvSource({"file:///etc/passwd", "ftp://127.0.0.1/x"})
    void shouldNotFollowARedirectToAnythingButHttp(String location) {
        hub.redirect = location;

        assertThat(pull().err()).contains("isn't followed").hasLineCount(1);
        assertNothingIsThere();
    }

    @Test
    void shouldRefuseARepositoryOfPickles() {
        hub.files.remove(WEIGHTS);
        put("pytorch_model.bin", "pickle");

        assertThat(pull().err())
                .contains("pytorch_model.bin", "can run code when they are read")
                .hasLineCount(1);
    }

    @Test
    void shouldRefuseAnIndexThatNamesOtherPlaces() {
        hub.files.remove(WEIGHTS);
        put("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"../../../x.safetensors\"}}");
        assertThat(pull().err())
                .contains("x.safetensors", "which is no .safetensors file")
                .hasLineCount(1);

        put("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\"}}");
        assertThat(pull().err()).contains("names the file model-00001-of-00001.safetensors, which isn't there");
    }

    @Test
    void shouldIgnoreNamesThatLeaveTheDirectory() throws IOException {
        put("../LICENSE", "out");
        put("/tmp/README.md", "out");
        put("LICENSE\u001b", "out");
        put(".gitattributes", "hidden");

        assertThat(names(pulled(pull()))).hasSize(6);
        assertThat(names(directory)).containsExactly("bundled", "cache");
    }

    @Test
    void shouldTakeOneModelOfSeveralInGguf() throws IOException {
        hub.files.remove(WEIGHTS);
        put("tiny-Q4_K_M.gguf", "four");
        put("tiny-Q8_0-00001-of-00002.gguf", "eight");
        put("tiny-Q8_0-00002-of-00002.gguf", "bits");
        put("mmproj-F16.gguf", "pictures");

        assertThat(pull().err())
                .contains("--include '*Q4_K_M*'", "Q4_K_M (4 B), Q8_0 (9 B)")
                .hasLineCount(1);
        assertThat(pull("--include", "*Q2*").err())
                .contains("match *Q2*; there are: mmproj-F16.gguf, tiny-Q4_K_M.gguf");
        assertThat(pull("--include", "*-00001-*").err())
                .contains("of the 2 parts")
                .hasLineCount(1);
        assertThat(names(pulled(pull("--include", "*Q8_0*"))))
                .containsExactly("README.md", "tiny-Q8_0-00001-of-00002.gguf", "tiny-Q8_0-00002-of-00002.gguf");
        pulled(pull("--include", "*Q4_K_M*"));
        assertThat(model("check", "org/tiny").err()).contains("there are several copies of org/tiny");
    }

    @Test
    void shouldNotSendATokenInTheClear() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret");

        Cli.Outcome outcome =
                model("pull", "org/tiny", "--endpoint", "http://192.0.2.1", "--token-file", token.toString());

        assertThat(outcome.err()).contains("without encryption").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"tiny", "../tiny", "org/..", "org/tiny/x", "org/ti ny", "org/tiny@../x", "-o/x"})
    void shouldRefuseWhatIsNoName(String name) {
        assertThat(Cli.run("model", "pull", "--endpoint", hub.endpoint(), "--", name)
                        .err())
                .contains("no model's name")
                .hasLineCount(1);
    }
}
