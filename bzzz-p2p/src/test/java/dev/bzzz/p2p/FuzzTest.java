package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A net without holes: what is wrong with a reader is found. */
class FuzzTest {
  private static final List<byte[]> SAMPLES = List.of(new byte[] {1, 2, 3}, new byte[0]);

  @Test
  void anExceptionThatNobodyNamedIsFoundAndSaysHowToSeeItAgain() {
    assertThatThrownBy(
            () ->
                Fuzz.of("it", SAMPLES)
                    .refusing(IllegalArgumentException.class)
                    .run(
                        (input, random) -> {
                          if (input.length == 0) {
                            throw new IllegalArgumentException();
                          }
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("it: input -1", "-Dbzzz.fuzz.seed=", "no", "010203");
  }

  @Test
  void memoryForWhatIsOnlyAnnouncedIsFound() {
    List<byte[]> kept = new ArrayList<>();

    assertThatThrownBy(
            () -> Fuzz.of("it", SAMPLES).run((input, random) -> kept.add(new byte[1 << 20])))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more than");
    assertThat(kept).hasSize(2);
  }

  @Test
  void noInputIsTheSampleOnly() {
    List<Integer> lengths = new ArrayList<>();

    Fuzz.of("it", List.of(new byte[10]))
        .allocating(1 << 20, 1)
        .run((input, random) -> lengths.add(input.length));

    assertThat(lengths).contains(9, 10, 11, 20).hasSizeGreaterThan(1000);
  }

  @Test
  void piecesAreTheWhole() {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    for (int seed = 0; seed < 100; seed++) {
      List<byte[]> pieces = Fuzz.split(bytes, 4, new Random(seed));

      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      pieces.forEach(joined::writeBytes);
      assertThat(joined.toByteArray()).isEqualTo(bytes);
      assertThat(pieces).hasSizeLessThanOrEqualTo(4);
    }
  }
}
