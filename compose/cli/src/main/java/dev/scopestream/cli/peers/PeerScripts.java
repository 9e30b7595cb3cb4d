package dev.scopestream.cli.peers;

import dev.scopestream.cli.common.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The peers' scripts in a directory that lasts as long as the benchmark. */
final class PeerScripts implements AutoCloseable {
    private static final List<String> SHARED = List.of("peer_case.py", "to_gguf.py");

    private final Path directory;

    private PeerScripts(Path directory) {
        this.directory = directory;
    }

    static PeerScripts unpack() throws IOException {
        PeerScripts scripts = new PeerScripts(Files.createTempDirectory("scopestream-peers"));
        List<String> names = Stream.concat(
                        SHARED.stream(), Arrays.stream(Peer.values()).map(Peer::script))
                .toList();
        for (String name : names) {
            try (InputStream in = PeerScripts.class.getResourceAsStream(name)) {
                Files.copy(in, scripts.path(name));
            }
        }
        return scripts;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(directory);
    }
}
