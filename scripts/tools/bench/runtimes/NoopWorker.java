import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.worker.JobClient;
import io.camunda.zeebe.client.api.worker.JobHandler;
import io.grpc.Status;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The official Java client with a handler that does nothing: ADDRESS WARM-TYPE TYPE, like its Python neighbours. */
public final class NoopWorker {
  private static final int CONCURRENCY = 32;
  private static final Map<String, Object> RESULT = Map.of("demo", Map.of("outcome", "granted"));
  private static final Executor LATER = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

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
    // Nothing is awaited: one thread of the client then keeps many completions under way.
    JobHandler handler = (jobs, job) -> complete(jobs, job.getKey());
    client.newWorker().jobType(type).handler(handler).name("bench-java").timeout(Duration.ofSeconds(30))
        .maxJobsActive(CONCURRENCY).fetchVariables("case_no").streamEnabled(true).open();
  }

  /** A busy engine turns commands away and is asked again, as the other runtimes do; else the job would wait for its timeout. */
  private static void complete(JobClient jobs, long key) {
    jobs.newCompleteCommand(key).variables(RESULT).send().whenComplete((done, error) -> {
      if (error != null && Status.fromThrowable(error).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        LATER.execute(() -> complete(jobs, key));
      }
    });
  }

  private static void awaitLine() throws java.io.IOException {
    int read = System.in.read();
    while (read != '\n' && read != -1) {
      read = System.in.read();
    }
  }
}
