package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptHeaders;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scorer's page in a real browser, in front of all that {@code up} starts. */
@Tag("slow")
class PageTest {
    /** A request whose text and id do whatever they can to be more than text. */
    private static final String HOSTILE =
            "</script><script>window.hurt=1</script><img src=x onerror='window.hurt=1'>{{7*7}}\u202Egnp.exe";

    private static final String HOSTILE_ID = "<img src=x onerror=window.hurt=1>/../%2f?a=b#c";

    private static final List<Header> WITH_POSITIONS =
            List.of(new RecordHeader(PromptHeaders.KEPT, "true".getBytes(StandardCharsets.UTF_8)));

    @TempDir
    private static Path directory;

    private static TestStack running;
    private static LocalStack stack;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Browser> chromium = Browser.open(directory.resolve("browser"));
        assumeTrue(chromium.isPresent(), "there is no Chromium with its chromedriver on the path");
        browser = chromium.get();
        UpOptions options = new UpOptions();
        options.threads = 1;
        running = TestStack.start(options, directory.resolve("data"));
        stack = running.parts();
        try (PromptProducer producer = new PromptProducer(stack.client())) {
            List<KvArgument> policies = List.of(
                    KvArgument.parse("allkv+none"),
                    KvArgument.parse("h2o+slide,capacity=60%,window=64,recent=32"),
                    KvArgument.parse("snapkv+slide,capacity=60%,window=64,recent=32,score=max"));
            for (PromptEvent prompt :
                    Workload.synthetic("doc", policies, 1, 8, 2).inTurns()) {
                producer.send(prompt, WITH_POSITIONS).join();
            }
            producer.send(PromptEvent.builder()
                            .id(HOSTILE_ID)
                            .prompt(HOSTILE)
                            .maxTokens(4)
                            .build())
                    .join();
            producer.again(
                            "bad".getBytes(StandardCharsets.UTF_8),
                            ("{\"prompt\": 7, \"x\": \"" + HOSTILE + "\"}").getBytes(StandardCharsets.UTF_8))
                    .join();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (running != null) {
            running.close();
        }
    }

    @AfterEach
    void shouldHaveRunNothingOfWhatItShows() {
        assertThat(browser.script("return window.hurt")).isNull();
        assertThat(browser.errors()).isEmpty();
    }

    /** For people: {@code -Dpage.pictures=true}. */
    private static void picture(String name) throws IOException {
        if (Boolean.getBoolean("page.pictures")) {
            browser.picture(Path.of("target", "page", name + ".png"));
        }
    }

    private static void show(String view) {
        browser.show(stack.urls().get("page") + "/#/" + view, 1280);
    }

    @Test
    void shouldFollowARequestFromTheListToItsVerdicts() {
        show("overview");
        browser.awaitText(".tiles", "Instances1");
        browser.awaitText("table", "doc-1-0");
        show("requests");
        browser.find("#wanted-text").sendKeys("doc-1-0");
        browser.awaitText(".list + .note", "The latest 1 of");
        browser.find("a[href='#/request/doc-1-0']").click();
        browser.awaitText(".facts", "h2o+slide");
        browser.awaitText("pre.text", "Answer_");
        browser.awaitText("table", "right");
        browser.awaitText(".facts", "aligned");
        browser.find("button[type=button]:not(#theme)").click();
        browser.awaitText("pre.record", "\"max_tokens\"");
    }

    @Test
    void shouldCompareAPolicyWithTheFullCache() throws IOException {
        show("try");
        browser.awaitText("#try", "Prompt");
        browser.script("document.querySelector('#try-tokens').value = 120;"
                + "document.querySelector('#try-capacity').value = '30%';"
                + "document.querySelector('#try-window').value = 16;"
                + "document.querySelector('#try-recent').value = 8");
        browser.find("#try button.primary").click();
        browser.awaitText(".side + .note", "marked");
        browser.awaitText(".panel:first-child pre", "Answer_");
        browser.awaitText(".panel:last-child .note", "entries evicted");
        assertThat(browser.script("return document.querySelectorAll('.panel:last-child mark').length"))
                .isNotEqualTo(0L);
        browser.awaitText("section", "steps of decoding");
        picture("try-done");
    }

    @Test
    void shouldSayWhatIsWrongWithAPrompt() {
        show("try");
        browser.awaitText("#try", "Prompt");
        browser.script("const p = document.querySelector('#try-prefill');"
                + "p.append(new Option('nonsense')); p.value = 'nonsense'");
        browser.find("#try button.primary").click();
        browser.awaitText(".panel:last-child .note", "kv.prefill");
    }

    @Test
    void shouldShowHostileTextAsText() {
        show("request/" + URLEncoder.encode(HOSTILE_ID, StandardCharsets.UTF_8).replace("+", "%20"));
        browser.awaitText("h2", HOSTILE_ID);
        browser.awaitText("details pre", "<img src=x onerror='window.hurt=1'>");
        browser.awaitText("details pre", "⟨U+202E⟩gnp.exe");
    }

    @Test
    void shouldReplayADeadLetter() {
        show("dead-letters");
        browser.awaitText("tbody", "must be a string");
        browser.find("button[aria-label^='Record']").click();
        browser.awaitText("pre.record", "scope-reason");
        browser.await("document.querySelectorAll('tbody a[href=\"#/request/bad\"]').length === 1");
        browser.script("document.querySelector('a[href=\"#/request/bad\"]').closest('tr')"
                + ".querySelector('button[aria-label^=Replay]').click()");
        browser.await("document.querySelectorAll('tbody a[href=\"#/request/bad\"]').length === 2");
    }

    @Test
    void shouldShowPairedDifferences() {
        show("accuracy");
        browser.awaitText("tbody", "snapkv+slide (score max)");
        browser.awaitText("section:last-of-type tbody", "allkv+none all");
        browser.awaitText("section:last-of-type tbody", "snapkv+slide (score max)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "requests", "request/doc-1-1", "accuracy", "dead-letters", "try"})
    void shouldBeReadableForEverybody(String view) throws Exception {
        List<String> pictures = new ArrayList<>();
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            for (int width : new int[] {360, 1280}) {
                browser.show("about:blank", width);
                browser.show(stack.urls().get("page") + "/#/" + view, width);
                browser.awaitText("#state", "running");
                browser.awaitText("main", " ");
                String name = view.replaceAll("\\W", "-") + (dark ? "-dark-" : "-light-") + width;
                browser.assertFits(name);
                browser.assertAccessible(name);
                pictures.add(name);
                picture(name);
            }
        }
        browser.dark(false);
        assertThat(pictures).hasSize(4);
    }
}
