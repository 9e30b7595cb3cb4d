package dev.scopestream.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadingLineTest {
    private final AtomicLong now = new AtomicLong();
    private final StringWriter drawn = new StringWriter();

    @Test
    void shouldDrawOneLineOverAndClearIt() {
        try (LoadingLine line = new LoadingLine(new PrintWriter(drawn), now::get)) {
            now.addAndGet(100_000_000);
            line.loaded(1, 3 << 20);
            assertThat(drawn.toString()).isEmpty();
            now.addAndGet(400_000_000);
            line.loaded(1 << 20, 3 << 20);
            assertThat(drawn.toString()).isEqualTo("\rloading 1.00 MiB of 3.00 MiB (33 %), 2.00 MiB/s");
            now.addAndGet(500_000_000);
            line.loaded(3 << 20, 3 << 20);
        }
        String[] lines = drawn.toString().split("\r", -1);
        assertThat(lines[2]).isEqualTo("loading 3.00 MiB of 3.00 MiB (100 %), 3.00 MiB/s");
        assertThat(lines[3]).isBlank().hasSize(lines[2].length());
    }

    @Test
    void shouldDrawNothingForWhatIsLoadedAtOnce() {
        try (LoadingLine line = new LoadingLine(new PrintWriter(drawn), now::get)) {
            line.loaded(7, 7);
            line.loaded(0, 0);
        }
        assertThat(drawn.toString()).isEmpty();
    }
}
