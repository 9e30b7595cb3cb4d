package dev.scopestream.scorer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.scorer.score.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Group GROUP = new Group("d", "m", "p", "b");

    @Test
    void shouldAgreeWithTheSampleItself() {
        SplittableRandom random = new SplittableRandom(3);
        Tally tally = new Tally();
        double[] shares = new double[200];
        for (int i = 0; i < shares.length; i++) {
            Contribution c = random(random);
            shares[i] = (double) c.alignedCorrect() / c.outOf();
            tally.apply(new Delta(GROUP, null, c));
        }
        Sample sample = Sample.of(shares);
        assertThat(tally.n()).isEqualTo(200);
        assertThat(tally.summary(GROUP).alignedMean()).isCloseTo(sample.mean(), within(1e-9));
        assertThat(tally.summary(GROUP).alignedError()).isCloseTo(sample.error(), within(1e-9));
    }

    @Test
    void shouldForgetExactlyWhatIsSubtractedInAnyOrder() {
        SplittableRandom random = new SplittableRandom(4);
        Tally kept = new Tally();
        Tally changed = new Tally();
        List<Contribution> gone = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Contribution c = random(random);
            changed.apply(new Delta(GROUP, null, c));
            if (i % 3 == 0) {
                kept.apply(new Delta(GROUP, null, c));
            } else {
                gone.add(0, c);
            }
        }
        gone.forEach(c -> changed.apply(new Delta(GROUP, c, null)));
        assertThat(changed.summary(GROUP)).isEqualTo(kept.summary(GROUP));
        assertThat(Binary.encode(changed, Tally::write)).isEqualTo(Binary.encode(kept, Tally::write));
    }

    @Test
    void shouldSurviveItsOwnBytesAndRefuseOthers() {
        ScorerCounts counts = new ScorerCounts();
        Tally tally = new Tally();
        tally.apply(new Delta(GROUP, null, random(new SplittableRandom(5))));
        byte[] bytes = Binary.encode(tally, Tally::write);
        assertThat(Binary.decode(bytes, Tally::read, counts).orElseThrow().summary(GROUP))
                .isEqualTo(tally.summary(GROUP));
        assertThat(counts.get(Count.UNREADABLE_STATE)).isZero();
        assertThat(Binary.decode(Arrays.copyOf(bytes, 20), Tally::read, counts)).isEmpty();
        bytes[2]++;
        assertThat(Binary.decode(bytes, Tally::read, counts)).isEmpty();
        assertThat(counts.get(Count.UNREADABLE_STATE)).isEqualTo(2);
    }

    private static Contribution random(SplittableRandom random) {
        int questions = random.nextInt(1, 40);
        return new Contribution(
                questions,
                random.nextInt(questions + 1),
                random.nextInt(questions + 1),
                random.nextInt(1000),
                random.nextLong(1_000_000),
                random.nextLong(1L << 30),
                random.nextLong(10_000_000));
    }
}
