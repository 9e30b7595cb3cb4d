package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Terminal;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The desktop's browser, where a person sits in front of one. */
final class Desktop {
    private static final Logger LOG = LoggerFactory.getLogger(Desktop.class);

    private Desktop() {}

    /** Opens a page; without a terminal or a desktop it does nothing, and what fails is only logged. */
    static void open(String url) {
        Map<String, String> environment = System.getenv();
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        if (!desktop || !Terminal.isInteractive()) {
            return;
        }
        try {
            Process opener = new ProcessBuilder("xdg-open", url)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            LOG.info("browser asked: url={} pid={}", url, opener.pid());
        } catch (IOException e) {
            LOG.info("no browser: url={} reason={}", url, e.getMessage());
        }
    }
}
