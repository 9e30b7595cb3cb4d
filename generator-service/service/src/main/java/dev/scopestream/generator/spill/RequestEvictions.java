package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.generator.resume.RequestCheckpoint;

/** One attempt's evicted entries and its checkpoint. Belongs to the decode thread. */
public interface RequestEvictions extends RequestCheckpoint {
    /** Takes the evicted entries, for the engine. */
    EvictionSink sink();

    /** Entries handed over so far that were not dropped. */
    long entries();

    /** The attempt ends here without a result; its checkpoint stays for a later attempt. */
    void suspend();

    /** The attempt has all its tokens; its checkpoint stays until the result is delivered. */
    void finish();

    /** The result is delivered: whatever isn't to be kept is deleted. */
    void delivered();
}
