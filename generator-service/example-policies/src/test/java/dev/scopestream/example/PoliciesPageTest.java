package dev.scopestream.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's Java is this module's: each block is the file that the comment above it names. */
class PoliciesPageTest {
    private static final Path ENGINE = Path.of("../engine");
    private static final Pattern BLOCK = Pattern.compile("<!-- (\\S+\\.java) -->\n```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void shouldShowTheFilesOfThisModule() throws IOException {
        String page = Files.readString(ENGINE.resolve("POLICIES.md"));
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        assertThat(blocks).hasSize(3);
        assertThat(page.split("```java", -1)).hasSize(blocks.size() + 1);
        for (MatchResult block : blocks) {
            assertThat(block.group(2)).isEqualTo(Files.readString(ENGINE.resolve(block.group(1))));
        }
    }

    @Test
    void shouldStayShort() throws IOException {
        Path main = Path.of("src/main/java/dev/scopestream/example");
        assertThat(Files.readAllLines(main.resolve("KeyNorm.java"))).hasSizeLessThanOrEqualTo(30);
        assertThat(Files.readAllLines(main.resolve("ValueAware.java"))).hasSizeLessThanOrEqualTo(45);
    }
}
