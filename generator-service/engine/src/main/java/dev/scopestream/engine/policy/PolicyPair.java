package dev.scopestream.engine.policy;

/** The two policies of a request. */
public record PolicyPair(PrefillPolicy prefill, DecodePolicy decode) {

    /** Whether the published SCOPE reference has both. */
    public boolean inReference() {
        return prefill.inReference() && decode.inReference();
    }
}
