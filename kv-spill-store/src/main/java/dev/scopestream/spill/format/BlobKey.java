package dev.scopestream.spill.format;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.RequestIdentity;

/**
 * Names a stored value that isn't a block.
 *
 * @param kind anything but BLOCK
 * @param name a request's id, or a prefix's name: valid Unicode, 1 to 1024 bytes of UTF-8
 * @param layer of a digest, else 0
 * @param head of a digest, else 0
 */
public record BlobKey(ValueKind kind, String name, long model, long policy, int layer, int head) {
    public BlobKey {
        RequestIdentity.requireValidId(name);
        if (kind == ValueKind.BLOCK || !BlockAddress.valid(layer, head, 0)) {
            throw new IllegalArgumentException("no blob is " + kind + " of layer " + layer + ", head " + head);
        }
    }

    public static BlobKey checkpoint(RequestIdentity request) {
        return new BlobKey(ValueKind.CHECKPOINT, request.requestId(), request.model(), request.policy(), 0, 0);
    }

    public static BlobKey digest(RequestIdentity request, int layer, int head) {
        return new BlobKey(ValueKind.DIGEST, request.requestId(), request.model(), request.policy(), layer, head);
    }

    public static BlobKey prefix(String name, long model, long policy) {
        return new BlobKey(ValueKind.PREFIX, name, model, policy, 0, 0);
    }
}
