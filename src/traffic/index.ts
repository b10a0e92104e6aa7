export type { ByteSink, ByteSource, RecordingHeader, RecordingSource, TrafficRecord, TrafficSource } from "./record.ts";
export { openTraffic } from "./open.ts";
export { openCapture } from "./import/open-capture.ts";
export { openRecording, RecordingReader } from "./recording/reader.ts";
export { RecordingWriter } from "./recording/writer.ts";
export { headerFromJson, headerToJson, recordFromJson, recordToJson } from "./recording/json-line.ts";
