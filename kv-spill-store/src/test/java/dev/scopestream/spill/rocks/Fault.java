package dev.scopestream.spill.rocks;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.TokenMark;
import dev.scopestream.spill.format.BlockCodec;
import dev.scopestream.spill.format.BlockCodecTest;
import dev.scopestream.spill.format.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/** Ways in which a stored block can be wrong, and the reasons that may be given for each. */
enum Fault {
    BIT_FLIP(
            (value, block, random) -> {
                byte[] wrong = value.clone();
                int bit = random.nextInt(wrong.length * 8);
                wrong[bit / 8] ^= (byte) (1 << bit % 8);
                return wrong;
            },
            MissReason.WRONG_MAGIC,
            MissReason.UNKNOWN_VERSION,
            MissReason.TORN,
            MissReason.BAD_SHAPE,
            MissReason.BAD_CHECKSUM),
    TRUNCATION((value, block, random) -> Arrays.copyOf(value, random.nextInt(value.length)), MissReason.TORN),
    TRAILING_BYTES(
            (value, block, random) -> Arrays.copyOf(value, value.length + 1 + random.nextInt(64)),
            MissReason.BAD_SHAPE),
    NOISE_WITHIN(
            (value, block, random) -> {
                byte[] wrong = value.clone();
                int at = random.nextInt(wrong.length);
                wrong[at] ^= (byte) (1 + random.nextInt(255));
                for (int i = at + 1; i < Math.min(wrong.length, at + random.nextInt(200)); i++) {
                    wrong[i] = (byte) random.nextInt();
                }
                return wrong;
            },
            MissReason.WRONG_MAGIC,
            MissReason.UNKNOWN_VERSION,
            MissReason.TORN,
            MissReason.BAD_SHAPE,
            MissReason.BAD_CHECKSUM),
    OTHER_FORMAT(
            (value, block, random) -> {
                byte[] wrong = new byte[random.nextInt(2000)];
                random.nextBytes(wrong);
                return wrong;
            },
            MissReason.WRONG_MAGIC,
            MissReason.TORN),
    LATER_VERSION(
            (value, block, random) -> {
                byte[] wrong = value.clone();
                ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putShort(4, (short)
                        (Frame.VERSION + 1 + random.nextInt(1000)));
                BlockCodecTest.reseal(wrong);
                return wrong;
            },
            MissReason.UNKNOWN_VERSION),
    OTHER_MODEL(
            ofRequest((mine, random) -> new RequestIdentity(mine.requestId(), random.nextLong(), mine.policy())),
            MissReason.FOREIGN_MODEL),
    OTHER_POLICY(
            ofRequest((mine, random) -> new RequestIdentity(mine.requestId(), mine.model(), random.nextLong())),
            MissReason.FOREIGN_POLICY),
    OTHER_REQUEST(
            ofRequest((mine, random) ->
                    new RequestIdentity(mine.requestId() + random.nextInt(1000), mine.model(), mine.policy())),
            MissReason.FOREIGN_REQUEST),
    OTHER_LAYER(
            ofAddress((at, random) -> new BlockAddress(at.layer() + 1 + random.nextInt(100), at.head(), at.sequence())),
            MissReason.MISPLACED),
    OTHER_SEQUENCE(
            ofAddress(
                    (at, random) -> new BlockAddress(at.layer(), at.head(), at.sequence() + 1 + random.nextInt(1000))),
            MissReason.MISPLACED),
    OTHER_POSITIONS(
            (value, block, random) -> {
                byte[] wrong = value.clone();
                int id = block.request().requestId().length();
                int at = Frame.HEADER_BYTES + 40 + id + 4 * random.nextInt(block.size());
                ByteBuffer view = ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN);
                view.putInt(at, view.getInt(at) + 1 + random.nextInt(100));
                return wrong;
            },
            MissReason.BAD_CHECKSUM),
    TOO_OLD((value, block, random) -> BlockCodec.encode(block, random.nextInt()), MissReason.EXPIRED),
    OTHER_TOKENS(
            (value, block, random) -> {
                TokenMark stale = new TokenMark(1 + random.nextInt(500), random.nextLong());
                return BlockCodec.encode(
                        SpillSamples.block(
                                block.request(),
                                block.address().layer(),
                                block.address().head(),
                                block.address().sequence(),
                                block.size(),
                                stale),
                        Fault.NEVER_EXPIRES);
            },
            MissReason.STALE_TOKENS);

    private static final long NEVER_EXPIRES = Long.MAX_VALUE / 2;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<MissReason> reasons;

    @SuppressWarnings("ImmutableEnumChecker") // stateless
    private final Injection injection;

    Fault(Injection injection, MissReason... reasons) {
        this.injection = injection;
        this.reasons = EnumSet.copyOf(Arrays.asList(reasons));
    }

    Set<MissReason> reasons() {
        return reasons;
    }

    /** The damaged form of {@code value}, which is {@code block} as it was written. */
    byte[] inject(byte[] value, KvBlock block, Random random) {
        return injection.inject(value, block, random);
    }

    /** A stored value's damage. */
    @FunctionalInterface
    private interface Injection {
        byte[] inject(byte[] value, KvBlock block, Random random);
    }

    /** The value of another request at the same address. */
    private static Injection ofRequest(BiFunction<RequestIdentity, Random, RequestIdentity> other) {
        return (value, block, random) -> moved(block, other.apply(block.request(), random), block.address());
    }

    /** The value of another address of the same request. */
    private static Injection ofAddress(BiFunction<BlockAddress, Random, BlockAddress> other) {
        return (value, block, random) -> moved(block, block.request(), other.apply(block.address(), random));
    }

    /** A sound value of another address: its content is the block of that address. */
    private static byte[] moved(KvBlock block, RequestIdentity request, BlockAddress to) {
        return BlockCodec.encode(
                SpillSamples.block(request, to.layer(), to.head(), to.sequence(), block.size()), NEVER_EXPIRES);
    }
}
