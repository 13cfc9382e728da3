package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.testkit.EventSinkContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingSinkTest extends EventSinkContract {
  @Override
  protected EventSink sink() {
    return new RecordingSink();
  }

  @Override
  protected List<String> kept(EventSink sink) {
    return ((RecordingSink) sink).events().stream().map(AgentEvent::toString).toList();
  }

  @Test
  void theNewestEventsAreKeptAndTheOthersCounted() {
    RecordingSink sink = new RecordingSink(2);
    List<AgentEvent> events = oneOfEach();

    events.forEach(sink::accept);

    assertThat(sink.events()).isEqualTo(events.subList(events.size() - 2, events.size()));
    assertThat(sink.dropped()).isEqualTo(events.size() - 2);
  }

  @Test
  void aSinkThatKeepsNothingIsRefused() {
    assertThatThrownBy(() -> new RecordingSink(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
