package dev.scopestream.spill.write;

import java.util.concurrent.atomic.LongAdder;

/** What a writer counts; see {@link WriterStatistics} for what each means. */
final class WriteCounters {
    final LongAdder submitted = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder discarded = new LongAdder();
}
