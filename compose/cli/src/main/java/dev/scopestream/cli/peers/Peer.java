package dev.scopestream.cli.peers;

/** Other engines. */
public enum Peer {
    OPENVINO("OpenVINO GenAI", PythonEnvironment.TORCH, "run_openvino.py", true),
    LLAMA_CPP("llama.cpp", PythonEnvironment.LLAMA_CPP, "run_llama_cpp.py", true),
    TRANSFORMERS("transformers", PythonEnvironment.TORCH, "run_transformers.py", false),
    VLLM("vLLM", PythonEnvironment.VLLM, "run_vllm.py", false);

    private final String title;
    private final PythonEnvironment environment;
    private final String script;
    private final boolean converts;

    Peer(String title, PythonEnvironment environment, String script, boolean converts) {
        this.title = title;
        this.environment = environment;
        this.script = script;
        this.converts = converts;
    }

    /** In the table. */
    String title() {
        return title;
    }

    PythonEnvironment environment() {
        return environment;
    }

    /** The resource that prepares a model for it and runs a case. */
    String script() {
        return script;
    }

    /** Whether it takes a checkpoint in a form of its own. */
    boolean converts() {
        return converts;
    }
}
