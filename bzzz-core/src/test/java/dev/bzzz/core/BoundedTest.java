package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedTest {
  @Test
  void theEldestIsForgottenWhenThereAreTooMany() {
    Map<Integer, String> map = Bounded.map(3);

    IntStream.range(0, 10).forEach(i -> map.put(i, "x"));

    assertThat(map.keySet()).containsExactly(7, 8, 9);
  }

  @Test
  void whatWasUsedLastIsRememberedLongest() {
    Map<Integer, String> map = Bounded.lru(3);

    IntStream.range(0, 10)
        .forEach(
            i -> {
              map.put(i, "x");
              map.get(0);
            });

    assertThat(map.keySet()).containsExactly(8, 9, 0);
  }
}
