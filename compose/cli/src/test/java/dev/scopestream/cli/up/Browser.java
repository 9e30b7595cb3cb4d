package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The machine's own Chromium, without a window. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> SERIOUS = List.of("serious", "critical");

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver) throws IOException {
        this.driver = driver;
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"), "axe-core")) {
            this.axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Empty where there is no Chromium with its driver. */
    static Optional<Browser> open(Path directory) throws IOException {
        Optional<File> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<File> chromedriver = program("chromedriver");
        if (chromium.isEmpty() || chromedriver.isEmpty()) {
            return Optional.empty();
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + directory.toAbsolutePath());
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .usingAnyFreePort()
                .build();
        return Optional.of(new Browser(new ChromeDriver(service, options)));
    }

    private static Optional<File> program(String... names) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> new File(dir, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    void show(String url, int width) {
        driver.manage().window().setSize(new Dimension(width, 900));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.get(url);
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Waits until the element's text has this; fails with what it has instead. */
    void awaitText(String selector, String part) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> selector + " has no '" + part + "': " + text(selector))
                .until(d -> text(selector).contains(part));
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> "not true: " + expression)
                .until(d -> Boolean.TRUE.equals(driver.executeScript("return " + expression)));
    }

    String text(String selector) {
        Object text = driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('\\n')", selector);
        return String.valueOf(text);
    }

    WebElement find(String selector) {
        return new WebDriverWait(driver, PATIENCE).until(d -> d.findElement(By.cssSelector(selector)));
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** What axe-core calls serious or critical. */
    void assertAccessible(String view) {
        driver.executeScript(axe);
        Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v =>"
                + " v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' '))))");
        List<?> serious = ((List<?>) found)
                .stream()
                        .filter(v -> SERIOUS.stream().anyMatch(s -> v.toString().startsWith(s)))
                        .toList();
        assertThat(serious).as("axe-core: %s", view).isEmpty();
    }

    /** Nothing is wider than the window. */
    void assertFits(String view) {
        Object wider = driver.executeScript("return document.documentElement.scrollWidth - innerWidth");
        assertThat(((Number) wider).intValue()).as("pixels too wide: %s", view).isLessThanOrEqualTo(0);
    }

    /** Errors on the console, but for answers that say that something is wrong. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    void picture(Path file) throws IOException {
        Number height = (Number) driver.executeScript("return document.documentElement.scrollHeight");
        Number width = (Number) driver.executeScript("return innerWidth");
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
