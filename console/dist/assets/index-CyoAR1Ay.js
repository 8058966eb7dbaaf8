import{u as a,t as n,a as e,E as s,P as r}from"./index-CjLIIk5U.js";function o(){const t=a(n);return e(r,{title:t.names.intelligence,children:e(s,{})})}export{o as default};
