import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.worker.JobHandler;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The official Java client with a handler that does nothing: ADDRESS WARM-TYPE TYPE, like its Python neighbours. */
public final class NoopWorker {
  private static final int CONCURRENCY = 32;

  public static void main(String[] arguments) throws Exception {
    URI address = URI.create("http://" + arguments[0]);
    try (ZeebeClient client =
        ZeebeClient.newClientBuilder().grpcAddress(address).usePlaintext().build()) {
      serve(client, arguments[1]);
      awaitLine();
      serve(client, arguments[2]);
      awaitLine();
    }
    System.exit(0);
  }

  private static void serve(ZeebeClient client, String type) {
    Map<String, Object> result = Map.of("demo", Map.of("outcome", "granted"));
    // Nothing is awaited: one thread of the client then keeps many completions under way.
    JobHandler handler = (jobs, job) -> jobs.newCompleteCommand(job.getKey()).variables(result).send();
    client.newWorker().jobType(type).handler(handler).name("bench-java").timeout(Duration.ofSeconds(30))
        .maxJobsActive(CONCURRENCY).fetchVariables("case_no").streamEnabled(true).open();
  }

  private static void awaitLine() throws java.io.IOException {
    int read = System.in.read();
    while (read != '\n' && read != -1) {
      read = System.in.read();
    }
  }
}
