package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Base58PropertyTest {
  @Property
  void base58SurvivesARoundTrip(@ForAll byte[] bytes) {
    assertThat(Base58.decode(Base58.encode(bytes)))
        .hasValueSatisfying(decoded -> assertThat(decoded).isEqualTo(bytes));
  }
}
