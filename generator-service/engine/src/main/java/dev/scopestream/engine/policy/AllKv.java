package dev.scopestream.engine.policy;

/** Keeps the whole prompt. */
final class AllKv implements PrefillPolicy {
    @Override
    public String name() {
        return "allkv";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean keepsEverything() {
        return true;
    }

    @Override
    public PromptSelection select(PromptShape shape) {
        return new PromptSelection.Everything();
    }
}
