package dev.scopestream.spill.write;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestIdentity;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a writer's queue holds. */
sealed interface WriteTask {
    /** Counted against the queue's limit. */
    default long bytes() {
        return 0;
    }

    /** Whether it writes something of this request. */
    default boolean writesFor(String requestId) {
        return false;
    }

    /** Write a block. */
    record PutBlock(KvBlock block) implements WriteTask {
        private static final int OVERHEAD = 256;

        @Override
        public long bytes() {
            return OVERHEAD + block.payloadBytes() + 4L * block.size();
        }

        @Override
        public boolean writesFor(String requestId) {
            return block.request().requestId().equals(requestId);
        }
    }

    /** Write a checkpoint, whose payload is the parts one after the other. */
    record PutCheckpoint(RequestIdentity request, List<ByteBuffer> parts) implements WriteTask {
        @Override
        public long bytes() {
            return parts.stream().mapToLong(ByteBuffer::remaining).sum();
        }

        /** @throws ArithmeticException when it would have more than 2^31 - 1 bytes */
        ByteBuffer payload() {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(bytes()));
            parts.forEach(part -> all.put(part.duplicate()));
            return all.flip();
        }

        @Override
        public boolean writesFor(String requestId) {
            return request.requestId().equals(requestId);
        }
    }

    /** Write a prefix. */
    record PutPrefix(String name, long model, long policy, ByteBuffer payload) implements WriteTask {
        @Override
        public long bytes() {
            return payload.remaining();
        }
    }

    /** Forget a request's checkpoint. */
    record DeleteCheckpoint(RequestIdentity request) implements WriteTask {}

    /** Forget a request. */
    record Delete(String requestId) implements WriteTask {}

    /** Get everything before this to disk, then say whether that worked. */
    record Sync(CompletableFuture<Boolean> done) implements WriteTask {}
}
