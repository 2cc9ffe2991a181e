/** What went wrong, and what became of it. */
import { IncidentQuery, IncidentRecords } from "../schemas/incidents.ts";
import { answerJson } from "./answer.ts";
import { route } from "./route.ts";

export const incidentRoutes = [
  route({
    method: "GET",
    path: "/api/incidents",
    summary: "Holes of one cause, and other trouble, each with a sentence",
    description: "Newest first. Of one that is over the sentence says whether its holes were refilled.",
    access: "reader",
    query: IncidentQuery,
    answers: { 200: { description: "The incidents", schema: IncidentRecords } },
    handle: ({ deck, query }) => answerJson(deck.incidents(query)),
  }),
];
